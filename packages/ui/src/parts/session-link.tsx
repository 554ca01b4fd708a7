import { ATTR_SESSION_ID } from '@sightglass/api/semconv';
import { MonitorPlay } from 'lucide-react';
import type { ReactElement } from 'react';
import { A } from '../url/link.tsx';
import { links } from '../url/links.ts';
import css from './session-link.module.css';

export interface SessionLinkProps {
  /** Of what happened in a page. */
  readonly attributes: Readonly<Record<string, string>> | undefined;
  /** When it happened, milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** What led to it is seen from a little before. */
const BEFORE_MS = 5000;

/** The way to the session in which something happened; nothing where it was in none. */
export function SessionLink({ attributes, atMs }: SessionLinkProps): ReactElement | null {
  const id = attributes?.[ATTR_SESSION_ID] ?? '';
  if (id === '') return null;
  return (
    <A to={links.session(id, atMs - BEFORE_MS)} className={css['link']}>
      <MonitorPlay size={14} aria-hidden="true" />
      Session {id.slice(-8)}
    </A>
  );
}

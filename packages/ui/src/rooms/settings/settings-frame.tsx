import type { ReactElement, ReactNode } from 'react';
import { usePageTitle } from '../../parts/page-title.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import css from './settings.module.css';

const PARTS = [
  ['projects', 'Projects'],
  ['keys', 'Keys'],
  ['views', 'Saved views'],
  ['data', 'Data'],
  ['refused', 'Refused'],
] as const;

export interface SettingsFrameProps {
  readonly part: (typeof PARTS)[number][0];
  readonly headline: string;
  readonly children: ReactNode;
}

/** What the pages of the settings have in common: headline, and the way to the others. */
export function SettingsFrame({ part, headline, children }: SettingsFrameProps): ReactElement {
  usePageTitle(headline);
  return (
    <>
      <h1>{headline}</h1>
      <nav aria-label="Settings" className={css['parts']}>
        {PARTS.map(([name, label]) => (
          <A
            key={name}
            to={links.settings(name)}
            className={css['part']}
            aria-current={name === part ? 'page' : undefined}
          >
            {label}
          </A>
        ))}
        <A to={links.start()} className={css['part']}>
          Send data
        </A>
      </nav>
      {children}
    </>
  );
}

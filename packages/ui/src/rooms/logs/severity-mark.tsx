import type { ReactElement } from 'react';
import { StatusMark, type StatusKind } from '../../parts/status.tsx';
import css from './severity.module.css';
import type { Severity } from './severity.ts';

const KINDS: Readonly<Partial<Record<Severity, StatusKind>>> = {
  fatal: 'error',
  error: 'error',
  warn: 'warn',
  debug: 'silent',
  trace: 'silent',
};

/** The shape of a severity: octagon, triangle, dot, dashed ring. What was not set has none. The word stands beside it. */
export function SeverityMark({ severity }: { readonly severity: Severity }): ReactElement {
  const kind = KINDS[severity];
  if (kind !== undefined) return <StatusMark kind={kind} size={13} />;
  return <span aria-hidden="true" className={severity === 'info' ? css['dot'] : css['none']} />;
}

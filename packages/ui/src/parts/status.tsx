import type { ReactElement, ReactNode } from 'react';
import css from './status.module.css';

/** Each has a shape of its own, because for some eyes the colours are alike. */
export type StatusKind = 'ok' | 'warn' | 'error' | 'silent';

const SHAPES: Record<StatusKind, ReactElement> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M5 8.3l2.1 2.1L11 6.2" className={css['cut']} />
    </>
  ),
  warn: (
    <>
      <path d="M8 1.6 15.2 14H.8z" fill="currentColor" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
      <path d="M8 6v4M8 12v.2" className={css['cut']} />
    </>
  ),
  error: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6" className={css['cut']} />
    </>
  ),
  silent: (
    <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="2.6 2.27" />
  ),
};

export interface StatusMarkProps {
  readonly kind: StatusKind;
  /** What the mark says to those who do not see it; left out where a word stands beside it. */
  readonly label?: string;
  readonly size?: number;
}

/** A status as a shape: disc, triangle, octagon, dashed ring. */
export function StatusMark({ kind, label, size = 14 }: StatusMarkProps): ReactElement {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} className={css[kind]} {...named}>
      {SHAPES[kind]}
    </svg>
  );
}

/** A status as a shape and a word on its own ground. */
export function StatusChip({
  kind,
  children,
}: {
  readonly kind: StatusKind;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className={`${css['chip']} ${css[`${kind}Chip`]}`}>
      <StatusMark kind={kind} />
      {children}
    </span>
  );
}

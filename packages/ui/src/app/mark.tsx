import type { ReactElement } from 'react';

/** The product's mark: a round glass with a pulse behind it. */
export function Mark({ size }: { readonly size: number }): ReactElement {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <circle cx="12" cy="12" r="10" />
      <path d="M2.5 12.5h4l2.4-5.5 4 10.5 2.6-5h6" />
    </svg>
  );
}

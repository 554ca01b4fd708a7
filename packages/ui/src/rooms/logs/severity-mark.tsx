import type { ReactElement } from 'react';
import { StatusMark } from '../../parts/status.tsx';
import css from './severity.module.css';
import type { Severity } from './severity.ts';

/** The shape of a severity: octagon, triangle, dot, dashed ring. What was not set has none. The word stands beside it. */
export function SeverityMark({ severity }: { readonly severity: Severity }): ReactElement {
  switch (severity) {
    case 'fatal':
    case 'error':
      return <StatusMark kind="error" size={13} />;
    case 'warn':
      return <StatusMark kind="warn" size={13} />;
    case 'debug':
    case 'trace':
      return <StatusMark kind="silent" size={13} />;
    case 'info':
      return <span aria-hidden="true" className={css['dot']} />;
    case 'unset':
      return <span aria-hidden="true" className={css['none']} />;
  }
}

import type { ReactElement } from 'react';
import { StatusMark } from '../parts/status.tsx';
import type { Broken } from '../url/search.ts';
import css from './shell.module.css';

/** Says which values of the address could not be read, and what is shown in their place. */
export function BrokenAddress({ broken }: { readonly broken: readonly Broken[] }): ReactElement {
  return (
    <div role="alert" className={css['notice']}>
      <StatusMark kind="warn" />
      {broken.map(({ key, value, used }) => (
        <p key={key}>
          <code>{key}</code> in the address is <code>{value.slice(0, 80)}</code>, which is no range of time; shown is{' '}
          <code>{used}</code>. It takes <code>15m</code>, <code>1h</code>, <code>7d</code> or{' '}
          <code>2026-11-20T02:31Z/2026-11-20T02:50Z</code>.
        </p>
      ))}
    </div>
  );
}

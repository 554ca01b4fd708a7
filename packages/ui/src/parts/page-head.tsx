import type { ReactElement } from 'react';
import css from './page-head.module.css';
import { useSettings, zoneName } from './settings.ts';
import { formatTime, zoneLabel } from './time.ts';
import { useAddress } from '../url/use-address.ts';
import { pageOfViews } from '../url/view.ts';
import { ViewsMenu } from './views-menu.tsx';

export interface PageHeadProps {
  /** What the page has to say, in words. */
  readonly headline: string;
  /** When that was true, in milliseconds since the Unix epoch. */
  readonly asOf: number;
}

/** The first line of a page, as of when it holds, and its saved views where it has some. */
export function PageHead({ headline, asOf }: PageHeadProps): ReactElement {
  const zone = zoneName(useSettings());
  const page = pageOfViews(useAddress().path);
  return (
    <header className={css['head']}>
      <h1>{headline}</h1>
      <span className={css['asOf']}>
        as of {formatTime(asOf, zone)} {zoneLabel(asOf, zone)}
      </span>
      {page !== null && (
        <span className={css['views']}>
          <ViewsMenu page={page} />
        </span>
      )}
    </header>
  );
}

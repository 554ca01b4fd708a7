import type { ReactElement } from 'react';
import css from './page-head.module.css';
import { useSettings, zoneName } from './settings.ts';
import { formatTime, zoneLabel } from './time.ts';

export interface PageHeadProps {
  /** What the page has to say, in words. */
  readonly headline: string;
  /** When that was true, in milliseconds since the Unix epoch. */
  readonly asOf: number;
}

/** The first line of a page, and as of when it holds. */
export function PageHead({ headline, asOf }: PageHeadProps): ReactElement {
  const zone = zoneName(useSettings());
  return (
    <header className={css['head']}>
      <h1>{headline}</h1>
      <span className={css['asOf']}>
        as of {formatTime(asOf, zone)} {zoneLabel(asOf, zone)}
      </span>
    </header>
  );
}

import type { ReactElement } from 'react';
import { formatCompact } from '../parts/format.ts';
import { useServerAway } from '../ask/server-away.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { A } from '../url/link.tsx';
import { links } from '../url/links.ts';
import { Mark } from './mark.tsx';
import { isPresent, PAGES } from './pages.ts';
import css from './rail.module.css';

/** The popover that the bar's menu button opens on a narrow screen. */
export const RAIL_ID = 'rail';

const hideRail = (): void => document.getElementById(RAIL_ID)?.hidePopover();

/** The rail of pages; below 861 px it is a drawer. */
export function Rail({ path }: { readonly path: string }): ReactElement {
  return (
    <nav id={RAIL_ID} popover="auto" aria-label="Pages" className={css['rail']}>
      <A to={links.overview()} className={css['brand']} onClick={hideRail}>
        <Mark size={22} />
        Sightglass
      </A>
      <ul className={css['list']}>
        {PAGES.map((entry) => (
          <li key={entry.label}>
            <A
              to={entry.to}
              className={css['entry']}
              aria-current={isPresent(entry, path) ? 'page' : undefined}
              onClick={hideRail}
            >
              <entry.icon size={16} aria-hidden="true" />
              {entry.label}
            </A>
          </li>
        ))}
      </ul>
      <Receiving />
    </nav>
  );
}

const EVERY_MS = 5000;

/** Whether anything arrives, said by the server: the first thing to look at when a page is empty. */
function Receiving(): ReactElement {
  const { data } = useAsk('meta', {}, { everyMs: EVERY_MS });
  const isAway = useServerAway();
  const rate = isAway ? undefined : data?.receiving.spansPerSecond;
  return (
    <p className={css['foot']}>
      <span aria-hidden="true" className={rate !== undefined && rate > 0 ? css['live'] : css['still']} />
      {isAway ? 'the server is away' : wordsOf(rate)}
    </p>
  );
}

function wordsOf(rate: number | undefined): string {
  if (rate === undefined) return '';
  return rate > 0 ? `receiving ${formatCompact(rate)} spans/s` : 'no spans arrive now';
}

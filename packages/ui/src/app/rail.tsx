import { Gauge, Waypoints, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatCompact } from '../parts/format.ts';
import { useServerAway } from '../ask/server-away.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { A } from '../url/link.tsx';
import { links, type Target } from '../url/links.ts';
import { Mark } from './mark.tsx';
import css from './rail.module.css';

/** The popover that the bar's menu button opens on a narrow screen. */
export const RAIL_ID = 'rail';

interface Entry {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly to: Target;
  readonly holds: (path: string) => boolean;
}

const ENTRIES: readonly Entry[] = [
  { label: 'Overview', icon: Gauge, to: links.overview(), holds: (path) => path === '/' },
  { label: 'Traces', icon: Waypoints, to: links.traces(), holds: (path) => path.startsWith('/traces') },
];

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
        {ENTRIES.map(({ label, icon: Icon, to, holds }) => (
          <li key={label}>
            <A to={to} className={css['entry']} aria-current={holds(path) ? 'page' : undefined} onClick={hideRail}>
              <Icon size={16} aria-hidden="true" />
              {label}
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
  const isAway = useServerAway() !== null;
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

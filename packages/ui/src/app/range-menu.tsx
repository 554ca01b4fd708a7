import { Clock } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { changeSettings, useSettings, zoneName, type Settings } from '../parts/settings.ts';
import { readClock } from '../url/clock.ts';
import { boundsOf, DEFAULT_RANGE, formatRange, parseRange, type Range } from '../url/range.ts';
import { formatSearch } from '../url/search.ts';
import { useAddress } from '../url/use-address.ts';
import { lazyPart } from './lazy-part.tsx';
import { wordsOfRange } from './range-words.ts';
import css from './top-bar.module.css';

const RangeDialog = lazyPart(async () => (await import('./range-dialog.tsx')).RangeDialog);

const PRESETS = [
  ['15m', 'Last 15 minutes'],
  ['1h', 'Last 1 hour'],
  ['6h', 'Last 6 hours'],
  ['1d', 'Last 1 day'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
] as const;

/** The range of time: live with a dot, or fixed with a clock; and how to share it. */
export function RangeMenu(): ReactElement {
  const { address, change } = useAddress();
  const settings = useSettings();
  const zone = zoneName(settings);
  const [isEditing, setEditing] = useState(false);
  const said = wordsOfRange(address.t, zone);
  const presets = PRESETS.map(([text, label]): MenuItem => ({
    id: text,
    label,
    checked: formatRange(address.t) === text,
    onSelect: () => change({ t: parseRange(text) ?? DEFAULT_RANGE }),
  }));
  return (
    <>
      <Menu
        name={address.t.kind === 'live' ? `Range: ${said}` : `Range: fixed, ${said}`}
        label={
          <>
            {address.t.kind === 'live' ? <span className={css['live']} /> : <Clock size={14} aria-hidden="true" />}
            <span className={css['long']}>{said}</span>
            <span className={css['short']}>{address.t.kind === 'live' ? said : 'Fixed'}</span>
          </>
        }
        groups={[
          presets,
          [
            address.t.kind === 'live'
              ? { id: 'fix', label: 'Fixed at this moment', onSelect: () => change({ t: fixed(address.t) }) }
              : { id: 'live', label: 'Live again', onSelect: () => change({ t: DEFAULT_RANGE }) },
            { id: 'other', label: 'Other range …', onSelect: () => setEditing(true) },
          ],
          [
            { id: 'copy live', label: 'Copy link, range as it is', onSelect: () => copyLink(formatSearch(address)) },
            {
              id: 'copy fixed',
              label: 'Copy link, fixed at this moment',
              onSelect: () => copyLink(formatSearch({ ...address, t: fixed(address.t) })),
            },
          ],
          zoneItems(settings),
        ]}
      />
      {isEditing && <RangeDialog onClose={() => setEditing(false)} />}
    </>
  );
}

/** The choice of zone; none for a reader whose own zone is UTC. */
function zoneItems({ zone }: Settings): MenuItem[] {
  const local = zoneName({ zone: 'local' });
  const item = (value: Settings['zone'], name: string): MenuItem => ({
    id: value,
    label: `Times in ${name}`,
    checked: zone === value,
    onSelect: () => changeSettings({ zone: value }),
  });
  return local === 'UTC' ? [] : [item('utc', 'UTC'), item('local', local)];
}

function fixed(range: Range): Range {
  const { from, to } = boundsOf(range, readClock());
  return { kind: 'fixed', from, to };
}

function copyLink(search: string): void {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  // Refused or without a secure context: the address bar holds the same link.
  clipboard?.writeText(window.location.origin + window.location.pathname + search).catch(() => undefined);
}

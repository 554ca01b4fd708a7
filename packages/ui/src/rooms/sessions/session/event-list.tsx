import { memo, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { Button } from '../../../parts/button.tsx';
import { formatCount } from '../../../parts/format.ts';
import { moveAlongRows } from '../../../parts/row-keys.ts';
import css from './events.module.css';
import { EventRow } from './event-row.tsx';
import { momentAt, type Lane, type Moment } from './moments.ts';

export interface EventListProps {
  readonly moments: readonly Moment[];
  readonly nowMs: number;
  readonly isPlaying: boolean;
  readonly onSeek: (atMs: number) => void;
}

const LANES: readonly (readonly [lane: Lane | 'trouble', label: string])[] = [
  ['trouble', 'Trouble'],
  ['page', 'Pages'],
  ['error', 'Errors'],
  ['request', 'Requests'],
  ['click', 'Clicks'],
  ['vital', 'Vitals'],
  ['other', 'Other'],
];

const isIn = (lane: Lane | 'trouble', moment: Moment): boolean =>
  lane === 'trouble' ? moment.trouble !== null : moment.lane === lane;

/** What happened, in order; the line of now moves along with the recording, and each line leads to its moment. */
export function EventList({ moments, nowMs, isPlaying, onSeek }: EventListProps): ReactElement {
  const [lane, setLane] = useState<Lane | 'trouble' | null>(null);
  const shown = useMemo(
    () => (lane === null ? moments : moments.filter((moment) => isIn(lane, moment))),
    [moments, lane],
  );
  const current = momentAt(shown, nowMs);
  const id = useId();
  if (moments.length === 0) return <p className={css['none']}>Nothing is known of this session but that it was.</p>;
  return (
    <>
      <div role="group" aria-labelledby={id} className={css['lanes']}>
        <span id={id} className="sr">
          Show only
        </span>
        <Button aria-pressed={lane === null} onClick={() => setLane(null)}>
          All {formatCount(moments.length)}
        </Button>
        {LANES.map(([offered, label]) => {
          const count = moments.filter((moment) => isIn(offered, moment)).length;
          return count === 0 ? null : (
            <Button key={offered} aria-pressed={lane === offered} onClick={() => setLane(offered)}>
              {label} {formatCount(count)}
            </Button>
          );
        })}
      </div>
      <Rows moments={shown} current={current} isPlaying={isPlaying} onSeek={onSeek} />
    </>
  );
}

interface RowsProps {
  readonly moments: readonly Moment[];
  /** The last one that has happened; −1 before the first. */
  readonly current: number;
  readonly isPlaying: boolean;
  readonly onSeek: (atMs: number) => void;
}

const Rows = memo(function Rows({ moments, current, isPlaying, onSeek }: RowsProps): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (isPlaying) bringIntoView(list.current, current);
  }, [isPlaying, current]);
  // Where one comes in by Tab; from there the arrows lead on.
  const entry = Math.max(0, current);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => moveAlongRows(event);
  return (
    <ol ref={list} className={css['rows']} aria-label="Events" onKeyDown={onKeyDown}>
      {moments.map((moment, at) => (
        <EventRow
          key={moment.uid}
          moment={moment}
          state={at === current ? 'now' : at < current ? 'past' : 'ahead'}
          isEntry={at === entry}
          onSeek={onSeek}
        />
      ))}
    </ol>
  );
});

/** Scrolls the list, never the page around it. */
function bringIntoView(list: HTMLElement | null, at: number): void {
  const row = list?.children[Math.max(0, at)];
  if (list === null || !(row instanceof HTMLElement)) return;
  const above = row.offsetTop - list.scrollTop;
  if (above < 0 || above + row.offsetHeight > list.clientHeight) {
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }
}

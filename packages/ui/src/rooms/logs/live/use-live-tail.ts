import { useEffect, useMemo, useReducer, useState } from 'react';
import type { Params } from '../../../ask/ask.ts';
import { sharedLive, type LiveState } from '../../../ask/live.ts';
import { useAsk } from '../../../ask/use-ask.tsx';
import type { LogLine } from '../log-line.ts';
import { EMPTY_TAIL, withArrived, withOlder, withWaitingShown, type Tail } from './live-tail.ts';

export interface LiveTail extends Tail {
  readonly state: LiveState;
  /** Whether the lines that were there before have come too. */
  readonly isReady: boolean;
  /** Shows the lines that wait. */
  readonly show: () => void;
}

type Change = (tail: Tail) => Tail;

const isLine = (item: unknown): item is LogLine =>
  typeof item === 'object' && item !== null && 'uid' in item && 'timeUnixNano' in item && 'body' in item;

/** The lines of the last while come with the tail, and what was on its way when the stream began. */
const AHEAD_MS = 5000;

export interface LiveTailOptions {
  /** Filters and search, without range, order and paging. */
  readonly filters: Params;
  /** How far back the lines go that are there already, in ms. */
  readonly rangeMs: number;
  readonly enabled: boolean;
  /** Whether the reader is somewhere that must not move. */
  readonly isReading: boolean;
}

/** Follows a search of log lines while they arrive. */
export function useLiveTail({ filters, rangeMs, enabled, isReading }: LiveTailOptions): LiveTail {
  const list = useMemo(() => (enabled ? addressOf(filters) : ''), [filters, enabled]);
  const [tail, change] = useReducer((before: Tail, by: Change) => by(before), EMPTY_TAIL);
  const [state, setState] = useState<LiveState>('closed');
  const [openedAt, setOpenedAt] = useState<number | null>(null);
  const [reader] = useState(() => ({ isReading }));
  useEffect(() => {
    reader.isReading = isReading;
    // Back at the top: nothing is left that could be moved.
    if (!isReading) change(withWaitingShown);
  }, [reader, isReading]);
  useEffect(() => {
    if (list === '') return undefined;
    change(() => EMPTY_TAIL);
    setOpenedAt(null);
    return sharedLive().follow(list, {
      onBatch({ items, dropped }) {
        const { isReading } = reader;
        change((before) => withArrived(before, items.filter(isLine), dropped, isReading));
      },
      onState(next) {
        setState(next);
        // Only now does the stream miss nothing: what is older is asked for from here.
        if (next === 'open') setOpenedAt((known) => known ?? Date.now());
      },
    });
  }, [list, reader]);
  const before = useAsk(
    'logs',
    { ...filters, ...boundsBefore(openedAt ?? 0, rangeMs), order: 'newest', limit: '200' },
    {
      enabled: enabled && openedAt !== null,
      keepPrevious: false,
    },
  );
  const older = enabled && openedAt !== null ? before.data?.items : undefined;
  useEffect(() => {
    if (older !== undefined) change((before) => withOlder(before, older));
  }, [older]);
  return {
    ...tail,
    state: enabled ? state : 'closed',
    isReady: older !== undefined,
    show: () => change(withWaitingShown),
  };
}

function boundsBefore(openedAt: number, rangeMs: number): Params {
  return {
    from: new Date(openedAt - rangeMs).toISOString(),
    to: new Date(openedAt + AHEAD_MS).toISOString(),
  };
}

/** The list as `GET /live` takes it. */
function addressOf(filters: Params): string {
  const query = new URLSearchParams();
  for (const [key, values] of Object.entries(filters)) {
    for (const value of typeof values === 'string' ? [values] : values) if (value !== '') query.append(key, value);
  }
  return `logs?${query.toString()}`;
}

import { useEffect, useMemo, useReducer, useState } from 'react';
import type { Params } from '../../../ask/ask.ts';
import { sharedLive, type LiveBatch, type LiveState } from '../../../ask/live.ts';
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

type Change =
  | { readonly kind: 'arrived'; readonly batch: LiveBatch; readonly isReading: boolean }
  | { readonly kind: 'older'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'show' }
  | { readonly kind: 'begin' };

function reduce(tail: Tail, change: Change): Tail {
  switch (change.kind) {
    case 'arrived': {
      // Of this list the server sends lines, in the same form as the list itself.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const lines = change.batch.items as readonly LogLine[];
      return withArrived(tail, lines, change.batch.dropped, change.isReading);
    }
    case 'older':
      return withOlder(tail, change.lines);
    case 'show':
      return withWaitingShown(tail);
    case 'begin':
      return EMPTY_TAIL;
  }
}

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
  const [tail, change] = useReducer(reduce, EMPTY_TAIL);
  const [state, setState] = useState<LiveState>('closed');
  const [openedAt, setOpenedAt] = useState<number | null>(null);
  const [batches] = useState(() => ({ isReading }));
  useEffect(() => {
    batches.isReading = isReading;
  });
  useEffect(() => {
    if (list === '') return undefined;
    change({ kind: 'begin' });
    setOpenedAt(null);
    return sharedLive().follow(list, {
      onBatch: (batch) => change({ kind: 'arrived', batch, isReading: batches.isReading }),
      onState(next) {
        setState(next);
        // Only now does the stream miss nothing: what is older is asked for from here.
        if (next === 'open') setOpenedAt((known) => known ?? Date.now());
      },
    });
  }, [list, batches]);
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
    if (older !== undefined) change({ kind: 'older', lines: older });
  }, [older]);
  return {
    ...tail,
    state: enabled ? state : 'closed',
    isReady: older !== undefined,
    show: () => change({ kind: 'show' }),
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

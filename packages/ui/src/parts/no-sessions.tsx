import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { boundsParams } from '../ask/params.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { readClock } from '../url/clock.ts';
import type { Bounds } from '../url/range.ts';
import { useAddress } from '../url/use-address.ts';
import { formatAgo } from './format.ts';
import { Loading } from './loading.tsx';
import { isNarrowed, longBefore, NothingInRange, NothingMatches } from './nothing.tsx';
import { SendData } from './send-data.tsx';
import { Empty } from './states.tsx';
import { msOfNanos } from './time.ts';

export interface NoSessionsProps {
  readonly bounds: Bounds;
  /** What there is none of: `sessions`. */
  readonly what: string;
  /** Filters that the page keeps for itself. */
  readonly keys?: readonly string[];
}

const NO_KEYS: readonly string[] = [];

/** Why a page about visitors is empty: filters that leave nothing, nobody came in this range, or no page ever sent anything. */
export function NoSessions({ bounds, what, keys = NO_KEYS }: NoSessionsProps): ReactElement {
  const { address } = useAddress();
  const inRange = useAsk('sessions', { ...boundsParams(bounds), limit: '1' });
  if (inRange.data === undefined) return <Loading height="240px" what="what else there is" />;
  if (inRange.data.items.length === 0) return <NobodyInRange bounds={bounds} />;
  if (!isNarrowed(address, keys)) return <Empty title={`No ${what} in this range`} />;
  return <NothingMatches keys={keys}>Without them there are sessions in this range.</NothingMatches>;
}

function NobodyInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const cache = useQueryClient();
  const longer = useAsk('sessions', { ...boundsParams(longBefore(bounds)), limit: '1' });
  if (longer.data === undefined) return <Loading height="240px" what="what came before" />;
  const last = msOfNanos(longer.data.items[0]?.startUnixNano ?? '');
  if (Number.isNaN(last)) {
    return (
      <>
        <h2>No web page has sent anything yet</h2>
        <SendData
          from="page"
          then="the page follows by itself"
          count="new"
          onArrival={() => void cache.invalidateQueries()}
        />
      </>
    );
  }
  return (
    <NothingInRange title="Nobody came in this range" bounds={bounds} last={last} at="middle">
      The last session before its end began {formatAgo(last, readClock())}.
    </NothingInRange>
  );
}

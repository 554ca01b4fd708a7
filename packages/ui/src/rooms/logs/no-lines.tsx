import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import type { Arrivals } from '../../parts/arrivals.ts';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { isNarrowed, longBefore, NothingInRange, NothingMatches } from '../../parts/nothing.tsx';
import { SendData } from '../../parts/send-data.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import type { Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';

/** Why there are no lines: filters that leave none, a range in which nothing was logged, or none was ever sent. */
export function NoLines({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address } = useAddress();
  const isFiltered = isNarrowed(address);
  const all = useAsk('logs/histogram', boundsParams(bounds), { enabled: isFiltered });
  if (isFiltered && all.data === undefined && all.error === null)
    return <Loading height="240px" what="what else there is" />;
  const total = isFiltered ? (all.data?.total ?? 0) : 0;
  if (total === 0) return <NoneInRange bounds={bounds} />;
  return (
    <NothingMatches title="No line matches these filters">
      Without them this range holds {formatCount(total)} {total === 1 ? 'line' : 'lines'}.
    </NothingMatches>
  );
}

function NoneInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const longer = useAsk('logs', { ...boundsParams(longBefore(bounds)), limit: '1' });
  if (longer.data === undefined) return <Loading height="240px" what="what came before" />;
  const newest = longer.data.items[0];
  if (newest === undefined) return <NoneEver />;
  const last = msOfNanos(newest.timeUnixNano);
  return (
    <NothingInRange title="Nothing was logged in this range" bounds={bounds} last={last}>
      The last line before its end was {formatAgo(last, readClock())}.
    </NothingInRange>
  );
}

/** The first look at the logs of a new server: how to send some; they are shown as soon as they are there. */
function NoneEver(): ReactElement {
  const cache = useQueryClient();
  const onArrival = ({ logRecords }: Arrivals): void => {
    if (logRecords > 0) void cache.invalidateQueries();
  };
  return (
    <>
      <h2>No log line has come yet</h2>
      <SendData then="the page follows by itself" count="all" onArrival={onArrival} />
    </>
  );
}

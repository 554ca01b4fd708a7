import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import type { Arrivals } from '../../parts/arrivals.ts';
import { Button } from '../../parts/button.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { SendData } from '../../parts/send-data.tsx';
import { Empty } from '../../parts/states.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';

const LONG_MS = 30 * 86_400_000;

/** Why there are no lines: filters that leave none, a range in which nothing was logged, or none was ever sent. */
export function NoLines({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address, change } = useAddress();
  const isFiltered =
    [address.service, address.env, address.release].some((list) => list.length > 0) || address.q !== '';
  const all = useAsk('logs/histogram', boundsParams(bounds), { enabled: isFiltered });
  if (isFiltered && all.data === undefined && all.error === null)
    return <Loading height="240px" what="what else there is" />;
  const total = isFiltered ? (all.data?.total ?? 0) : 0;
  if (total === 0) return <NoneInRange bounds={bounds} />;
  return (
    <Empty
      title="No line matches these filters"
      action={
        <Button look="primary" onClick={() => change({ service: [], env: [], release: [], q: '' })}>
          Remove the filters
        </Button>
      }
    >
      <p>
        Without them this range holds {formatCount(total)} {total === 1 ? 'line' : 'lines'}.
      </p>
    </Empty>
  );
}

function NoneInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { change } = useAddress();
  const before = boundsParams({ from: bounds.to - LONG_MS, to: bounds.to });
  const last = useAsk('logs', { ...before, limit: '1' });
  if (last.data === undefined) return <Loading height="240px" what="what came before" />;
  const newest = last.data.items[0];
  if (newest === undefined) return <NoneEver />;
  const at = msOfNanos(newest.timeUnixNano);
  return (
    <Empty
      title="Nothing was logged in this range"
      action={
        <Button look="primary" onClick={() => change({ t: fixedRange(at - (bounds.to - bounds.from), at + 1000) })}>
          Show the range up to it
        </Button>
      }
    >
      <p>The last line before its end was {formatAgo(at, readClock())}.</p>
    </Empty>
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

import type { ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { isNarrowed, longBefore, NothingInRange, NothingMatches } from '../../parts/nothing.tsx';
import { Empty } from '../../parts/states.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import type { Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';

const EVERY_MS = 5000;

/** Why the list is empty: a search that finds none, a range without any, or none ever sent. */
export function NoMetrics({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address } = useAddress();
  const all = useAsk('metrics', { ...boundsParams(bounds), limit: '200' });
  if (all.data === undefined) return <Loading height="240px" what="what else there is" />;
  const there = all.data.items.length;
  if (there === 0 || !isNarrowed(address)) return <NoneInRange bounds={bounds} />;
  return (
    <NothingMatches title="No metric matches" remedy="Remove search and filters">
      Without search and filters this range holds {all.data.next === null ? '' : 'more than '}
      {formatCount(there)} {there === 1 ? 'metric' : 'metrics'}.
    </NothingMatches>
  );
}

function NoneInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const longer = useAsk('metrics', { ...boundsParams(longBefore(bounds)), limit: '200' }, { everyMs: EVERY_MS });
  if (longer.data === undefined) return <Loading height="240px" what="what came before" />;
  const last = Math.max(...longer.data.items.map(({ lastSeenUnixNano }) => msOfNanos(lastSeenUnixNano)));
  if (!Number.isFinite(last)) return <NeverMeasured />;
  return (
    <NothingInRange title="Nothing was measured in this range" bounds={bounds} last={last}>
      The last measurement before its end was {formatAgo(last, readClock())}.
    </NothingInRange>
  );
}

function NeverMeasured(): ReactElement {
  return (
    <Empty title="No program has sent a metric yet" action={<A to={links.start()}>How to send the first data</A>}>
      <p>
        Programs with the Node.js agent send metrics of their runtime and requests by themselves every minute; your own
        are <code>monitor.gauge</code>, <code>monitor.increment</code> and <code>monitor.timer</code>. This page follows
        by itself.
      </p>
    </Empty>
  );
}

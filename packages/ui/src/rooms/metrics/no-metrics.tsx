import type { ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Empty } from '../../parts/states.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';

const LONG_MS = 30 * 86_400_000;
const EVERY_MS = 5000;

/** Why the list is empty: a search that finds none, a range without any, or none ever sent. */
export function NoMetrics({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address, change } = useAddress();
  const all = useAsk('metrics', { ...boundsParams(bounds), limit: '200' });
  if (all.data === undefined) return <Loading height="240px" what="what else there is" />;
  const there = all.data.items.length;
  const isFiltered =
    address.q !== '' || [address.service, address.env, address.release].some(({ length }) => length > 0);
  if (there === 0 || !isFiltered) return <NoneInRange bounds={bounds} />;
  return (
    <Empty
      title="No metric matches"
      action={
        <Button look="primary" onClick={() => change({ q: '', service: [], env: [], release: [] })}>
          Remove search and filters
        </Button>
      }
    >
      <p>
        Without search and filters this range holds {all.data.next === null ? '' : 'more than '}
        {formatCount(there)} {there === 1 ? 'metric' : 'metrics'}.
      </p>
    </Empty>
  );
}

function NoneInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { change } = useAddress();
  const long = boundsParams({ from: bounds.to - LONG_MS, to: bounds.to });
  const before = useAsk('metrics', { ...long, limit: '200' }, { everyMs: EVERY_MS });
  if (before.data === undefined) return <Loading height="240px" what="what came before" />;
  const last = Math.max(...before.data.items.map(({ lastSeenUnixNano }) => msOfNanos(lastSeenUnixNano)));
  if (!Number.isFinite(last)) return <NeverMeasured />;
  return (
    <Empty
      title="Nothing was measured in this range"
      action={
        <Button look="primary" onClick={() => change({ t: fixedRange(last - (bounds.to - bounds.from), last + 1000) })}>
          Show the range up to it
        </Button>
      }
    >
      <p>The last measurement before its end was {formatAgo(last, readClock())}.</p>
    </Empty>
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

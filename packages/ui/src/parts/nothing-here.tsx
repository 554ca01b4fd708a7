import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, type ReactElement } from 'react';
import { boundsParams } from '../ask/params.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { readClock } from '../url/clock.ts';
import { fixedRange, type Bounds, type Range } from '../url/range.ts';
import { useAddress } from '../url/use-address.ts';
import { Button } from './button.tsx';
import { formatAgo, formatCount } from './format.ts';
import { Loading } from './loading.tsx';
import { Empty } from './states.tsx';
import { msOfNanos } from './time.ts';

const LONG_MS = 30 * 86_400_000;

/** Shown once in the life of a server, and larger than the pages that may show it. */
const SendData = lazy(async () => ({ default: (await import('./send-data.tsx')).SendData }));

/** Why a page is empty: filters that leave nothing, a range in which nothing happened, or nothing ever sent. */
export function NothingHere({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address, change } = useAddress();
  const status = address.page['status'] ?? '';
  const isFiltered =
    [address.service, address.env, address.release].some((list) => list.length > 0) ||
    address.q !== '' ||
    status !== '';
  const inRange = useAsk('services', boundsParams(bounds));
  const there = inRange.data?.items ?? [];
  if (inRange.data === undefined) return <Loading height="240px" what="what else there is" />;
  if (there.length === 0) return <NothingInRange bounds={bounds} />;
  const requests = there.reduce((sum, service) => sum + service.requests, 0);
  if (!isFiltered) return <Empty title="Nothing here in this range" />;
  return (
    <Empty
      title="Nothing matches these filters"
      action={
        <Button
          look="primary"
          onClick={() => change({ service: [], env: [], release: [], q: '', page: { status: '', cursor: '' } })}
        >
          Remove the filters
        </Button>
      }
    >
      <p>
        Without them this range holds {formatCount(requests)} requests of {formatCount(there.length)}{' '}
        {there.length === 1 ? 'service' : 'services'}.
      </p>
    </Empty>
  );
}

function NothingInRange({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { change } = useAddress();
  const longer = useAsk('services', boundsParams({ from: bounds.to - LONG_MS, to: bounds.to }));
  if (longer.data === undefined) return <Loading height="240px" what="what came before" />;
  const last = Math.max(...longer.data.items.map(({ lastSeenUnixNano }) => msOfNanos(lastSeenUnixNano)));
  if (!Number.isFinite(last)) return <NeverSent />;
  const around: Range = fixedRange(last - (bounds.to - bounds.from), last + 1000);
  return (
    <Empty
      title="Nothing happened in this range"
      action={
        <Button look="primary" onClick={() => change({ t: around })}>
          Show the range up to it
        </Button>
      }
    >
      <p>The last request before its end was {formatAgo(last, readClock())}.</p>
    </Empty>
  );
}

/** The first page of a new server: how to send something; what comes is shown as soon as it is there. */
function NeverSent(): ReactElement {
  const cache = useQueryClient();
  return (
    <>
      <h2>No program has sent anything yet</h2>
      <Suspense fallback={<Loading height="240px" what="how to send something" />}>
        <SendData then="the page follows by itself" count="all" onArrival={() => void cache.invalidateQueries()} />
      </Suspense>
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, type ReactElement } from 'react';
import { boundsParams } from '../ask/params.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { readClock } from '../url/clock.ts';
import type { Bounds } from '../url/range.ts';
import { useAddress } from '../url/use-address.ts';
import { formatAgo, formatCount } from './format.ts';
import { Loading } from './loading.tsx';
import { isNarrowed, longBefore, NothingInRange, NothingMatches } from './nothing.tsx';
import { Empty } from './states.tsx';
import { msOfNanos } from './time.ts';

/** The only filter that a page of requests keeps for itself. */
const KEYS = ['status'];

/** Shown once in the life of a server, and larger than the pages that may show it. */
const SendData = lazy(async () => ({ default: (await import('./send-data.tsx')).SendData }));

/** Why a page is empty: filters that leave nothing, a range in which nothing happened, or nothing ever sent. */
export function NothingHere({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const { address } = useAddress();
  const inRange = useAsk('services', boundsParams(bounds));
  const there = inRange.data?.items ?? [];
  if (inRange.data === undefined) return <Loading height="240px" what="what else there is" />;
  if (there.length === 0) return <NoRequests bounds={bounds} />;
  if (!isNarrowed(address, KEYS)) return <Empty title="Nothing here in this range" />;
  const requests = there.reduce((sum, service) => sum + service.requests, 0);
  return (
    <NothingMatches keys={KEYS}>
      Without them this range holds {formatCount(requests)} requests of {formatCount(there.length)}{' '}
      {there.length === 1 ? 'service' : 'services'}.
    </NothingMatches>
  );
}

function NoRequests({ bounds }: { readonly bounds: Bounds }): ReactElement {
  const longer = useAsk('services', boundsParams(longBefore(bounds)));
  if (longer.data === undefined) return <Loading height="240px" what="what came before" />;
  const last = Math.max(...longer.data.items.map(({ lastSeenUnixNano }) => msOfNanos(lastSeenUnixNano)));
  if (!Number.isFinite(last)) return <NeverSent />;
  return (
    <NothingInRange title="Nothing happened in this range" bounds={bounds} last={last}>
      The last request before its end was {formatAgo(last, readClock())}.
    </NothingInRange>
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

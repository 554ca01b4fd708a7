import { useState, type ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import type { Arrivals } from '../../parts/arrivals.ts';
import { Loading } from '../../parts/loading.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { SendData } from '../../parts/send-data.tsx';
import { Problem } from '../../parts/states.tsx';
import { links, type Target } from '../../url/links.ts';
import { DEFAULT_RANGE } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';

/** What arrives now is seen whatever the filters were that came along. */
const UNFILTERED = { t: DEFAULT_RANGE, service: [], env: [], release: [] };

/** How to send the first data, or more; from a project that was empty it leads on by itself. */
export function StartPage(): ReactElement {
  usePageTitle('Send data');
  const { go } = useAddress();
  const { data, error, isError, refetch } = useAsk('services', { from: '-30d', limit: '1' });
  const [wasEmpty, setWasEmpty] = useState<boolean | null>(null);
  if (wasEmpty === null && data !== undefined) setWasEmpty(data.items.length === 0);
  if (isError && wasEmpty === null) {
    return <Problem error={error} what="What this server has" onRetry={() => void refetch()} />;
  }
  if (wasEmpty === null) return <Loading height="70vh" what="what this server has" />;
  return (
    <>
      <h1>{wasEmpty ? 'Send the first data to this server' : 'Send more data to this server'}</h1>
      <SendData
        then={wasEmpty ? 'the pages follow by themselves' : 'the pages show it'}
        count="new"
        onArrival={wasEmpty ? (arrivals) => go({ ...pageOf(arrivals), ...UNFILTERED }) : undefined}
      />
    </>
  );
}

/** The page on which what arrived can be seen. */
function pageOf({ spans, logRecords }: Arrivals): Target {
  if (spans > 0) return links.overview();
  return logRecords > 0 ? links.logs() : links.metrics();
}

import { useId, type ReactElement, type ReactNode } from 'react';
import type { Answers, Facet } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { FacetColumn } from '../../parts/facets/facets.tsx';
import { formatCount, formatShare } from '../../parts/format.ts';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { SearchBox } from '../../parts/search/search-box.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Loading } from '../../parts/loading.tsx';
import { Problem } from '../../parts/states.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { formatDay } from '../../parts/time.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { orderOf, ORDERS, tracesParams, type Order } from './questions.ts';
import { TraceList } from './trace-list.tsx';
import css from './traces.module.css';

const ORDER_NAMES: Record<Order, string> = {
  newest: 'Newest',
  slowest: 'Slowest',
  spans: 'Most spans',
  errors: 'Errors first',
};

const FACET_NAMES: Readonly<Record<string, string>> = { name: 'root operation' };

function markOf(key: string, value: string): ReactNode {
  return key === 'status' && <StatusMark kind={value === 'error' ? 'error' : 'ok'} />;
}

/** `12 435 traces, 3.1 % with an error` */
export function headlineOf(total: number, facets: readonly Facet[]): string {
  if (total === 0) return 'No traces';
  const failed = facets.find(({ key }) => key === 'status')?.values.find(({ value }) => value === 'error')?.count ?? 0;
  const share = failed === 0 ? 'none with an error' : `${formatShare(failed / total)} with an error`;
  return `${formatCount(total)} ${total === 1 ? 'trace' : 'traces'}, ${share}`;
}

/** Finds traces: by words and keys, by what they are made of, in four orders. */
export function TracesPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const params = tracesParams(address, bounds);
  const list = useAsk('traces', params.list);
  const facets = useAsk('traces/facets', params.facets);
  const zone = zoneName(useSettings());
  const items = list.data?.items;
  const headline = facets.data ? headlineOf(facets.data.total, facets.data.facets) : 'Traces';
  usePageTitle(facets.data ? `Traces: ${headline}` : 'Traces');
  const asOf = Date.parse(list.data?.to ?? '') || bounds.to;
  const isEmpty = items?.length === 0 && (address.page['cursor'] ?? '') === '';
  return (
    <>
      <PageHead headline={headline} asOf={asOf} />
      <SearchBox
        signal="traces"
        label="Search traces"
        placeholder="checkout duration>500ms http.route:/cart -status:error"
        hint="Words are looked for in names, services and error messages. A key narrows: http.route:/cart, duration>500ms, -status:error."
      />
      {isEmpty ? (
        <NothingHere bounds={bounds} />
      ) : (
        <div className={css['columns']}>
          <FacetColumn
            answer={facets.data}
            error={facets.error}
            isSaid={list.isError}
            onRetry={() => void facets.refetch()}
            what="traces"
            names={FACET_NAMES}
            markOf={markOf}
          />
          <div className={css['found']}>
            <OrderChoice />
            {list.data ? (
              <>
                <TraceList
                  traces={list.data.items}
                  isOneDay={formatDay(bounds.from, zone) === formatDay(bounds.to, zone)}
                />
                <Paging answer={list.data} total={facets.data?.total} />
              </>
            ) : list.isError ? (
              <Problem error={list.error} what="The list of traces" onRetry={() => void list.refetch()} />
            ) : (
              <Loading height="70vh" what="the list of traces" />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function OrderChoice(): ReactElement {
  const { address, change } = useAddress();
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={css['orders']}>
      <span id={id} className="sr">
        Order
      </span>
      {ORDERS.map((order) => (
        <Button
          key={order}
          aria-pressed={orderOf(address) === order}
          onClick={() => change({ page: { order: order === 'newest' ? '' : order, cursor: '' } })}
        >
          {ORDER_NAMES[order]}
        </Button>
      ))}
    </div>
  );
}

function Paging({
  answer,
  total,
}: {
  readonly answer: Answers['traces'];
  readonly total: number | undefined;
}): ReactElement {
  const { address, change } = useAddress();
  const isFirst = (address.page['cursor'] ?? '') === '';
  const { next } = answer;
  return (
    <nav className={css['paging']} aria-label="Pages of the list">
      <span role="status">
        {formatCount(answer.items.length)} shown{total !== undefined && ` of ${formatCount(total)}`}
      </span>
      {!isFirst && <Button onClick={() => change({ page: { cursor: '' } })}>Back to the first</Button>}
      {next !== null && (
        <Button onClick={() => change({ page: { cursor: next } })}>
          {orderOf(address) === 'newest' ? 'Older traces' : 'More traces'}
        </Button>
      )}
    </nav>
  );
}

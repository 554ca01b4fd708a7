import { Search } from 'lucide-react';
import { useState, type FormEvent, type ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Panel } from '../../parts/panel.tsx';
import { moveAlongRows } from '../../parts/row-keys.ts';
import { ServiceName } from '../../parts/service-name.tsx';
import { Problem } from '../../parts/states.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { wordsOfKind } from './kind-words.ts';
import css from './metrics.module.css';
import { NoMetrics } from './no-metrics.tsx';
import { listParams } from './questions.ts';

type Metric = Answers['metrics']['items'][number];

/** All metrics of the range, with a search. */
export function MetricList(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const metrics = useAsk('metrics', listParams(address, bounds));
  const items = metrics.data?.items;
  const headline = items === undefined ? 'Metrics' : headlineOf(items.length, metrics.data?.next != null, address.q);
  usePageTitle(headline);
  return (
    <>
      <PageHead headline={headline} asOf={Date.parse(metrics.data?.to ?? '') || bounds.to} />
      <SearchForm key={address.q} q={address.q} />
      {items !== undefined && items.length > 0 && <MetricTable metrics={items} now={bounds.to} />}
      {items?.length === 0 && <NoMetrics bounds={bounds} />}
      {items === undefined && metrics.isError && (
        <Problem error={metrics.error} what="The list of metrics" onRetry={() => void metrics.refetch()} />
      )}
      {items === undefined && !metrics.isError && <Loading height="60vh" what="the metrics" />}
    </>
  );
}

function headlineOf(count: number, isMore: boolean, q: string): string {
  if (count === 0) return q === '' ? 'No metrics' : `No metric with “${q}”`;
  const number = isMore ? `The first ${formatCount(count)}` : formatCount(count);
  const noun = count === 1 ? 'metric' : 'metrics';
  return q === '' ? `${number} ${noun}` : `${number} ${noun} with “${q}”`;
}

/** Keyed by the address, so that Back also changes what stands in the box. */
function SearchForm({ q }: { readonly q: string }): ReactElement {
  const { change } = useAddress();
  const [text, setText] = useState(q);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change({ q: text.trim() });
  };
  return (
    <form role="search" className={css['search']} onSubmit={submit}>
      <input
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label="Search metrics"
        placeholder="duration, queue, nodejs.eventloop"
        spellCheck={false}
        autoComplete="off"
      />
      <Button look="primary" type="submit">
        <Search size={15} aria-hidden="true" />
        Search
      </Button>
    </form>
  );
}

interface MetricTableProps {
  readonly metrics: readonly Metric[];
  readonly now: number;
}

function MetricTable({ metrics, now }: MetricTableProps): ReactElement {
  const names = metrics.map(({ name }) => name);
  const isTwice = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  return (
    <Panel title="Metrics" hint="a name opens its chart">
      <table className={css['list']} onKeyDown={moveAlongRows}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Unit</th>
            <th scope="col" className={css['wide']}>
              Services
            </th>
            <th scope="col" className={`${css['number']} ${css['wide']}`}>
              Series
            </th>
            <th scope="col" className={`${css['number']} ${css['wide']}`}>
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={`${metric.name} ${metric.kind} ${metric.unit}`}>
              <th scope="row">
                <A to={targetOf(metric, isTwice(metric.name))} data-row-link="">
                  {metric.name}
                </A>
                {metric.description !== '' && <p title={metric.description}>{metric.description}</p>}
              </th>
              <td>{wordsOfKind(metric)}</td>
              <td>{metric.unit === '' ? '–' : <code>{metric.unit}</code>}</td>
              <td className={css['wide']}>
                <Services services={metric.services} />
              </td>
              <td className={`${css['number']} ${css['wide']}`}>{formatCount(metric.series)}</td>
              <td className={`${css['number']} ${css['wide']}`}>
                {formatAgo(msOfNanos(metric.lastSeenUnixNano), now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** The kind is said where a name alone does not say which metric is meant. */
function targetOf({ name, kind }: Metric, isTwice: boolean): ReturnType<typeof links.metrics> {
  return links.metrics({ queries: [{ metric: name, ...(isTwice && { kind }) }] });
}

const MOST_SERVICES = 3;

function Services({ services }: { readonly services: readonly string[] }): ReactElement {
  return (
    <span className={css['names']} title={services.join(', ')}>
      {services.slice(0, MOST_SERVICES).map((service) => (
        <ServiceName key={service} service={service} />
      ))}
      {services.length > MOST_SERVICES && <span>and {services.length - MOST_SERVICES} more</span>}
    </span>
  );
}

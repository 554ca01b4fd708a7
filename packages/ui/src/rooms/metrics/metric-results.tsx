import { Download } from 'lucide-react';
import { useMemo, type ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { ChartPanel } from '../../parts/chart/chart-panel.tsx';
import { createLineSlots } from '../../parts/chart/line-slots.ts';
import { useServiceSlots } from '../../parts/service-slots.ts';
import { Empty } from '../../parts/states.tsx';
import { links } from '../../url/links.ts';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';
import { csvOf, download } from './csv.ts';
import type { Answered, MetricLine, MetricLines } from './metric-lines.ts';
import css from './metrics.module.css';
import { SeriesTable } from './series-table.tsx';
import { hideOf, queryChange, type View } from './view.ts';

export interface MetricResultsProps {
  readonly view: View;
  readonly answered: readonly Answered[];
  readonly result: MetricLines;
  readonly bounds: Bounds;
}

/** The lines of the queries, a chart for each unit, and what they come to. */
export function MetricResults({ view, answered, result, bounds }: MetricResultsProps): ReactElement {
  const { address, change, go } = useAddress();
  const lines = result.lines.filter(({ letter }) => !view.off.has(letter));
  const slotOf = useLineSlots(result.lines, view);
  const charts = [...Map.groupBy(lines, ({ scale }) => scale)];
  const onHidden = (hidden: ReadonlySet<string>): void => change({ page: hideOf(hidden) }, 'replace');
  if (result.lines.length === 0 && answered.length > 0) return <NoPoints view={view} />;
  return (
    <>
      <div className={css['charts']}>
        {charts.map(([scale, own]) => (
          <ChartPanel
            key={scale}
            title={titleOf(own)}
            hint={hintOf(own, result)}
            measure={own[0]?.format.words ?? ''}
            noun="series"
            lines={own}
            mostLines={20}
            height={charts.length === 1 ? 280 : 168}
            slotOf={slotOf}
            hidden={view.hidden}
            onHidden={(hidden) => onHidden(merged(view.hidden, own, hidden))}
            bounds={{ ...bounds, stepMs: Math.max(...answered.map(({ answer }) => answer.stepMs)) }}
            isLive={address.t.kind === 'live'}
            markers={NO_MARKERS}
            exemplars={result.exemplars.filter(({ key }) => own.some((line) => line.key === key))}
            format={own[0]?.format.value ?? String}
            tick={own[0]?.format.tick ?? String}
            leastTop={own[0]?.format.leastTop ?? 0}
            isBinary={own[0]?.format.isBinary ?? false}
            onRange={(fromMs, toMs) => change({ t: fixedRange(fromMs, toMs) })}
            onExemplar={({ traceId, spanId }) => go(links.trace(traceId, spanId))}
            actions={<CsvButton lines={own} />}
          />
        ))}
      </div>
      {lines.length > 0 && <SeriesTable lines={lines} hidden={view.hidden} slotOf={slotOf} onHidden={onHidden} />}
    </>
  );
}

function hintOf(own: readonly MetricLine[], { exemplars }: MetricLines): string {
  const words = own[0]?.format.words ?? '';
  const isMarked = exemplars.some(({ key }) => own.some((line) => line.key === key));
  return [words, isMarked ? '◆ opens the trace of one measurement' : ''].filter((part) => part !== '').join(', ');
}

const NO_MARKERS: readonly never[] = [];

/** What a chart shows: the names of its queries; the formula as it is written. */
function titleOf(lines: readonly MetricLine[]): string {
  return [...new Set(lines.map(({ title }) => title))].join(', ');
}

/** The hidden lines when those of one chart changed. */
function merged(
  before: ReadonlySet<string>,
  own: readonly MetricLine[],
  hidden: ReadonlySet<string>,
): ReadonlySet<string> {
  const others = [...before].filter((key) => own.every((line) => line.key !== key));
  return new Set([...others, ...hidden]);
}

/** Lines that are services have their colours; others get one in the order of their names, kept while the queries are the same. */
function useLineSlots(lines: readonly MetricLine[], { rows }: View): (key: string) => number {
  const slotOfService = useServiceSlots();
  const asked = rows.map(({ letter, query }) => `${letter} ${query.metric}`).join('\n');
  const slots = useMemo(() => ({ asked, own: createLineSlots() }), [asked]);
  const services = useMemo(
    () => new Map(lines.flatMap(({ key, service }) => (service === null ? [] : [[key, service] as const]))),
    [lines],
  );
  slots.own.learn(lines.map(({ key }) => key));
  return useMemo(
    () => (key: string) => {
      const service = services.get(key);
      return service === undefined ? slots.own.slotOf(key) : slotOfService(service);
    },
    [slots, services, slotOfService],
  );
}

function CsvButton({ lines }: { readonly lines: readonly MetricLine[] }): ReactElement {
  const title = titleOf(lines);
  return (
    <Button
      look="icon"
      aria-label={`${title} as CSV`}
      title="As CSV"
      onClick={() => download(`${title.replaceAll(/[^\w.-]+/g, '-')}.csv`, csvOf(lines))}
    >
      <Download size={15} aria-hidden="true" />
    </Button>
  );
}

function NoPoints({ view }: { readonly view: View }): ReactElement {
  const { address, change } = useAddress();
  const isFiltered =
    view.rows.some(({ query }) => query.filter !== '') ||
    [address.service, address.env, address.release].some(({ length }) => length > 0);
  const names = view.rows.map(({ query }) => query.metric).join(', ');
  return (
    <Empty
      title="No points in this range"
      action={
        isFiltered && (
          <Button look="primary" onClick={() => change({ service: [], env: [], release: [], page: unfiltered(view) })}>
            Remove the filters
          </Button>
        )
      }
    >
      <p className={css['breakable']}>
        {names}: nothing was measured{isFiltered ? ' that matches the filters' : ' between its ends'}.
      </p>
    </Empty>
  );
}

function unfiltered({ rows }: View): Record<string, string> {
  return Object.assign({}, ...rows.map((row) => queryChange(row, { filter: '' })));
}

import { Table2 } from 'lucide-react';
import { useMemo, useState, type ReactElement, type ReactNode } from 'react';
import type { Bounds } from '../../url/range.ts';
import { Button } from '../button.tsx';
import { Panel } from '../panel.tsx';
import { useServiceSlots } from '../service-slots.ts';
import { useSettings, zoneName } from '../settings.ts';
import { formatTime } from '../time.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import { gridOf, rankLines, type ExemplarMark, type LineOfChart, type Marker } from './chart-model.ts';
import css from './chart.module.css';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';

export interface ChartPanelProps {
  readonly title: string;
  readonly hint: ReactNode;
  /** What the lines measure, for the spoken sentence: `requests per second`. */
  readonly measure: string;
  readonly lines: readonly LineOfChart[];
  readonly bounds: Bounds;
  readonly isLive: boolean;
  readonly markers: readonly Marker[];
  readonly exemplars?: readonly ExemplarMark[];
  readonly format: (value: number | null) => string;
  readonly tick: (value: number) => string;
  readonly leastTop: number;
  readonly onRange: (fromMs: number, toMs: number) => void;
  readonly onTrace?: (traceId: string) => void;
}

/** More lines than this are one thicket; the rest waits behind a button of the legend. */
const MOST_LINES = 6;
/** Up to this long before its end, a live range may still receive spans of a batch on its way. */
const OPEN_MS = 8000;
const NO_EXEMPLARS: readonly ExemplarMark[] = [];

/** Lines over time by service, with legend, shared pointer, drag to a range, and the same numbers as a table. */
export function ChartPanel(props: ChartPanelProps): ReactElement {
  const { title, hint, measure, lines, bounds, isLive, format, exemplars = NO_EXEMPLARS } = props;
  const [isTable, setTable] = useState(false);
  const [isAll, setAll] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<number | null>(null);
  const [exemplar, setExemplar] = useState<ExemplarMark | null>(null);
  const zone = zoneName(useSettings());
  const slotOf = useServiceSlots();
  const ranked = useMemo(() => rankLines(lines), [lines]);
  const chosen = useMemo(() => (isAll ? ranked : ranked.slice(0, MOST_LINES)), [ranked, isAll]);
  const grid = useMemo(
    () => gridOf(chosen, bounds.stepMs, isLive ? bounds.to - OPEN_MS : bounds.to),
    [chosen, bounds.stepMs, bounds.to, isLive],
  );
  const drawn = useMemo(
    () => chosen.map(({ key }) => ({ key, slot: slotOf(key), shown: !hidden.has(key) })),
    [chosen, slotOf, hidden],
  );
  const time = point === null ? undefined : grid.timesMs[point];
  return (
    <Panel
      title={title}
      hint={exemplar === null ? hint : `${exemplar.key} ${format(exemplar.value)}${exemplar.error ? ', failed' : ''}`}
      actions={
        <>
          {time !== undefined && !isTable && (
            <span className={css['time']}>{formatTime(exemplar?.timeMs ?? time, zone)}</span>
          )}
          <Button
            look="icon"
            aria-pressed={isTable}
            aria-label={`${title} as a table`}
            title="As a table"
            onClick={() => setTable(!isTable)}
          >
            <Table2 size={15} aria-hidden="true" />
          </Button>
        </>
      }
    >
      {isTable ? (
        <ChartTable
          title={title}
          keys={chosen.map(({ key }) => key)}
          grid={grid}
          zone={zone}
          format={format}
          exemplars={exemplars}
        />
      ) : (
        <div className={css['body']}>
          <ChartCanvas
            {...props}
            sentence={`${title}, ${measure}, for ${chosen.length} services`}
            drawn={drawn}
            grid={grid}
            zone={zone}
            exemplars={exemplars}
            point={point}
            onPoint={setPoint}
            onExemplarHover={setExemplar}
          />
          <Legend
            lines={drawn}
            grid={grid}
            point={point}
            format={format}
            more={ranked.length - chosen.length}
            isAll={isAll && ranked.length > MOST_LINES}
            onAll={setAll}
            onHidden={setHidden}
          />
        </div>
      )}
    </Panel>
  );
}

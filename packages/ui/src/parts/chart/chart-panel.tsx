import { Table2 } from 'lucide-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Bounds } from '../../url/range.ts';
import { Button } from '../button.tsx';
import { Panel } from '../panel.tsx';
import { useSettings, zoneName } from '../settings.ts';
import { formatTime } from '../time.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import type { ExemplarMark, LineOfChart, Marker } from './chart-model.ts';
import css from './chart.module.css';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import { useChart } from './use-chart.ts';

export interface ChartPanelProps {
  readonly title: string;
  readonly hint: ReactNode;
  /** What the lines measure, for the spoken sentence: `requests per second`. */
  readonly measure: string;
  /** What the lines are, in the plural. @defaultValue 'services' */
  readonly noun?: string;
  readonly lines: readonly LineOfChart[];
  /** More lines than this wait behind a button of the legend. @defaultValue 6 */
  readonly mostLines?: number;
  /** The colour slot of a line. @defaultValue that of the service that the line is named after */
  readonly slotOf?: (key: string) => number;
  /** The lines that are not drawn, where the page keeps them; the chart itself does so otherwise. */
  readonly hidden?: ReadonlySet<string>;
  readonly onHidden?: (hidden: ReadonlySet<string>) => void;
  /** Of the drawing, in CSS pixels. @defaultValue 168 */
  readonly height?: number;
  readonly bounds: Bounds;
  readonly isLive: boolean;
  readonly markers: readonly Marker[];
  readonly exemplars?: readonly ExemplarMark[];
  readonly format: (value: number | null) => string;
  readonly tick: (value: number) => string;
  readonly leastTop: number;
  /** Whether the axis counts in powers of two, as bytes are. @defaultValue false */
  readonly isBinary?: boolean;
  readonly onRange: (fromMs: number, toMs: number) => void;
  readonly onExemplar?: (exemplar: ExemplarMark) => void;
  /** What the page can do with these lines, beside the table switch. */
  readonly actions?: ReactNode;
}

const NO_EXEMPLARS: readonly ExemplarMark[] = [];

/** Lines over time, with legend, shared pointer, drag to a range, and the same numbers as a table. */
export function ChartPanel(props: ChartPanelProps): ReactElement {
  const { title, hint, measure, noun = 'services', format, exemplars = NO_EXEMPLARS, actions } = props;
  const [isTable, setTable] = useState(false);
  const chart = useChart(props);
  const { drawn, grid, point, exemplar } = chart;
  const zone = zoneName(useSettings());
  const time = point === null ? undefined : grid.timesMs[point];
  return (
    <Panel
      title={title}
      hint={
        exemplar === null
          ? hint
          : `${exemplar.name ?? exemplar.key} ${format(exemplar.value)}${exemplar.error ? ', failed' : ''}`
      }
      actions={
        <>
          {time !== undefined && !isTable && (
            <span className={css['time']}>{formatTime(exemplar?.timeMs ?? time, zone)}</span>
          )}
          {actions}
          <TableSwitch title={title} isTable={isTable} onTable={setTable} />
        </>
      }
    >
      {isTable ? (
        <ChartTable title={title} lines={drawn} grid={grid} zone={zone} format={format} exemplars={exemplars} />
      ) : (
        <div className={css['body']}>
          <ChartCanvas
            {...props}
            {...chart}
            sentence={`${title}, ${measure}, for ${drawn.length} ${noun}`}
            zone={zone}
            exemplars={exemplars}
          />
          <Legend {...chart} noun={noun} lines={drawn} format={format} />
        </div>
      )}
    </Panel>
  );
}

interface TableSwitchProps {
  readonly title: string;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}

function TableSwitch({ title, isTable, onTable }: TableSwitchProps): ReactElement {
  return (
    <Button
      look="icon"
      aria-pressed={isTable}
      aria-label={`${title} as a table`}
      title="As a table"
      onClick={() => onTable(!isTable)}
    >
      <Table2 size={15} aria-hidden="true" />
    </Button>
  );
}

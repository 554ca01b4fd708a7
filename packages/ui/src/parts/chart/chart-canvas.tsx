import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react';
import { holdClock } from '../../url/clock.ts';
import { formatTime } from '../time.ts';
import type { ExemplarMark, Grid } from './chart-model.ts';
import type { ChartPanelProps } from './chart-panel.tsx';
import css from './chart.module.css';
import type { PlotInput, PlotLine } from './plot-input.ts';
import type { Plot, PlotEvents } from './plot.ts';

export interface ChartCanvasProps extends Pick<
  ChartPanelProps,
  'bounds' | 'height' | 'isBinary' | 'markers' | 'tick' | 'leastTop' | 'format' | 'onRange' | 'onExemplar'
> {
  readonly sentence: string;
  readonly drawn: readonly PlotLine[];
  readonly grid: Grid;
  readonly zone: string;
  readonly exemplars: readonly ExemplarMark[];
  readonly point: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly onExemplarHover: (exemplar: ExemplarMark | null) => void;
}

const HEIGHT = 168;

/** The drawing of a chart and its keys: ← → a point, with Shift ten, Home and End; each point is spoken. */
export function ChartCanvas(props: ChartCanvasProps): ReactElement {
  const { sentence, drawn, grid, zone, format, point, onPoint } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = usePlot(host, props);
  const [said, setSaid] = useState('');
  const release = useRef<(() => void) | null>(null);
  const hold = (): void => {
    release.current ??= holdClock();
  };
  const letGo = (): void => {
    release.current?.();
    release.current = null;
  };
  useEffect(() => letGo, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextPoint(event, point, grid.timesMs.length);
    if (next === undefined) return;
    event.preventDefault();
    plot.current?.point(next);
    onPoint(next);
    setSaid(next === null ? '' : speak(next, drawn, grid, zone, format));
  };
  return (
    <div
      className={css['chart']}
      style={{ blockSize: props.height ?? HEIGHT }}
      role="application"
      aria-label={`${sentence}. Arrow keys move along it.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerEnter={hold}
      onPointerLeave={letGo}
      onBlur={() => {
        plot.current?.point(null);
        onPoint(null);
        setSaid('');
      }}
    >
      <div ref={host} role="img" aria-label={sentence} className={css['host']} />
      <span className="sr" role="status">
        {said}
      </span>
    </div>
  );
}

function nextPoint(event: KeyboardEvent, point: number | null, points: number): number | null | undefined {
  const step = event.shiftKey ? 10 : 1;
  const clamp = (at: number): number => Math.max(0, Math.min(points - 1, at));
  switch (event.key) {
    case 'ArrowLeft':
      return clamp((point ?? points) - step);
    case 'ArrowRight':
      return clamp((point ?? -1) + step);
    case 'Home':
      return 0;
    case 'End':
      return points - 1;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

function speak(
  at: number,
  lines: readonly PlotLine[],
  grid: Grid,
  zone: string,
  format: (value: number | null) => string,
): string {
  const values = lines.map(({ key, shown }, line) =>
    shown ? `${key} ${format(grid.columns[line]?.[at] ?? null)}` : '',
  );
  return `${formatTime(grid.timesMs[at] ?? 0, zone)}: ${values.filter((value) => value !== '').join(', ')}`;
}

/** Keeps one plot for as long as its lines are the same; new points go into it. */
function usePlot(host: RefObject<HTMLDivElement | null>, props: ChartCanvasProps): RefObject<Plot | null> {
  const { drawn, grid, bounds, zone, markers, exemplars, tick, leastTop, isBinary = false } = props;
  // Drawn again only for these: a pointer that moves along the chart renders often.
  const input = useMemo(
    (): PlotInput => ({
      lines: drawn,
      grid,
      fromMs: bounds.from,
      toMs: bounds.to,
      zone,
      markers,
      exemplars,
      tick,
      leastTop,
      isBinary,
    }),
    [drawn, grid, bounds, zone, markers, exemplars, tick, leastTop, isBinary],
  );
  const plot = useRef<Plot | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (plot.current?.update(input) === false) return undefined;
    plot.current?.stop();
    plot.current = null;
    let isLeft = false;
    void import('./plot.ts').then(({ startPlot }) => {
      if (isLeft || host.current === null) return;
      plot.current = startPlot(host.current, input, eventsOf(latest));
    });
    return () => {
      isLeft = true;
    };
  }, [host, input]);
  useEffect(
    () => () => {
      plot.current?.stop();
      plot.current = null;
    },
    [],
  );
  return plot;
}

function eventsOf(latest: RefObject<ChartCanvasProps>): PlotEvents {
  return {
    onPoint: (index) => latest.current.onPoint(index),
    onRange: (fromMs, toMs) => latest.current.onRange(fromMs, toMs),
    onExemplar: (exemplar) => latest.current.onExemplar?.(exemplar),
    onExemplarHover: (exemplar) => latest.current.onExemplarHover(exemplar),
  };
}

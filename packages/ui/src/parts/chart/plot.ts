/** The drawn part of a chart: uPlot with our marks on it. Loaded only when a chart is on the page. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onColourChange, readColour } from '../css-colours.ts';
import { colourOf } from '../service-slots.ts';
import { formatDay, formatMinute, formatTime } from '../time.ts';
import { bottomOf, lonePoints, topOf, type ExemplarMark, type Grid } from './chart-model.ts';
import { drawExemplars, drawMarkers, drawOpenEnds, exemplarAt } from './plot-marks.ts';
import type { Palette, PlotInput, PlotLine } from './plot-input.ts';

export interface PlotEvents {
  /** The point under the pointer, or none. */
  readonly onPoint: (index: number | null) => void;
  readonly onRange: (fromMs: number, toMs: number) => void;
  readonly onExemplar: (exemplar: ExemplarMark) => void;
  readonly onExemplarHover: (exemplar: ExemplarMark | null) => void;
}

export interface Plot {
  /** Takes new data; `true` when it could not and a new plot is needed, because the lines are others. */
  readonly update: (input: PlotInput) => boolean;
  readonly point: (index: number | null) => void;
  readonly stop: () => void;
}

export function startPlot(host: HTMLElement, first: PlotInput, events: PlotEvents): Plot {
  let input = first;
  const colours = new Map<string, string>();
  const palette: Palette = (token) => {
    const colour = colours.get(token) ?? readColour(host, token);
    colours.set(token, colour);
    return colour;
  };
  const plot = new uPlot(
    optionsOf(() => input, palette, events, sizeOf(host)),
    dataOf(first.grid),
    host,
  );
  const drop = bindExemplars(plot, () => input, events);
  const resize = new ResizeObserver(() => host.clientWidth > 0 && plot.setSize(sizeOf(host)));
  resize.observe(host);
  const stopColours = onColourChange(() => {
    colours.clear();
    plot.redraw(false, true);
  });
  return {
    update(next) {
      if (structureOf(next) !== structureOf(input)) return true;
      const hadShown = input.lines;
      input = next;
      plot.batch(() => {
        plot.setData(dataOf(next.grid), false);
        next.lines.forEach(
          ({ shown }, at) => hadShown[at]?.shown !== shown && plot.setSeries(at + 1, { show: shown }, false),
        );
        plot.setScale('x', { min: next.fromMs, max: next.toMs });
      });
      return false;
    },
    point(index) {
      const time = index === null ? undefined : input.grid.timesMs[index];
      plot.setCursor(
        time === undefined
          ? { left: -10, top: -10 }
          : { left: plot.valToPos(time, 'x'), top: plot.bbox.height / uPlot.pxRatio / 2 },
      );
    },
    stop() {
      drop();
      stopColours();
      resize.disconnect();
      plot.destroy();
    },
  };
}

function structureOf({ lines, zone, isBinary }: PlotInput): string {
  return [zone, String(isBinary), ...lines.map(({ key, slot }) => `${key}\n${slot}`)].join('\n\n');
}

type Size = Parameters<uPlot['setSize']>[0];

/** All of its box, which may become lower while the plot lives. */
const sizeOf = (host: HTMLElement): Size => ({ width: host.clientWidth, height: host.clientHeight });

function dataOf({ timesMs, columns, openFrom }: Grid): uPlot.AlignedData {
  // The open end is drawn by us, dashed; it stays in the data of the scale through `topOf`.
  return [[...timesMs], ...columns.map((column) => column.map((value, at) => (at < openFrom ? value : null)))];
}

function optionsOf(read: () => PlotInput, palette: Palette, events: PlotEvents, size: Size): uPlot.Options {
  return {
    ...size,
    ms: 1,
    tzDate: (epochMs) => uPlot.tzDate(new Date(epochMs), read().zone),
    padding: [22, 16, 0, 0],
    legend: { show: false },
    scales: {
      x: { range: () => [read().fromMs, read().toMs] },
      y: { range: (plot) => rangeShown(plot, read()) },
    },
    axes: [timeAxis(read, palette), valueAxis(read, palette)],
    series: [{}, ...read().lines.map((line) => lineOptions(line, palette))],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      // Charts share the pointer but not a drag: one range is one step of history, not one a chart.
      sync: {
        key: 'sightglass',
        setSeries: false,
        filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
      },
    },
    hooks: {
      setCursor: [(plot) => events.onPoint(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 4) return;
          events.onRange(plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [
        (plot) => {
          drawOpenEnds(plot, read(), palette);
          drawMarkers(plot, read().markers, palette);
          drawExemplars(plot, read(), palette);
        },
      ],
    },
  };
}

function rangeShown(plot: uPlot, { lines, grid, exemplars, leastTop }: PlotInput): [bottom: number, top: number] {
  let highest = 0;
  let lowest = 0;
  lines.forEach((_, line) => {
    if (plot.series[line + 1]?.show === false) return;
    for (const value of grid.columns[line] ?? []) {
      if (value === null) continue;
      if (value > highest) highest = value;
      else if (value < lowest) lowest = value;
    }
  });
  return [bottomOf(lowest), topOf(highest, exemplars, leastTop)];
}

function lineOptions({ slot, shown }: PlotLine, palette: Palette): uPlot.Series {
  const { token, hollow } = colourOf(slot);
  return {
    show: shown,
    stroke: () => palette(token),
    width: 1.5,
    ...(hollow && { dash: [5, 3] }),
    points: {
      show: false,
      size: 5,
      fill: () => palette(token),
      filter: (plot, line) => lonePoints(plot.data[line] ?? []),
    },
  };
}

const FONT = "11px 'Inter Variable', 'Inter Measured', system-ui, sans-serif";
const DAY_MS = 86_400_000;

function timeAxis(read: () => PlotInput, palette: Palette): uPlot.Axis {
  return {
    stroke: () => palette('--text-3'),
    font: FONT,
    size: 24,
    gap: 4,
    space: 64,
    grid: { show: false },
    ticks: { show: false },
    values: (_, splits) => {
      const { fromMs, toMs, zone } = read();
      const write = toMs - fromMs > 2 * DAY_MS ? formatDay : toMs - fromMs < 600_000 ? formatTime : formatMinute;
      return splits.map((epochMs) => write(epochMs, zone));
    },
  };
}

const POWERS_OF_TWO: number[] = Array.from({ length: 60 }, (_, power) => 2 ** power);

function valueAxis(read: () => PlotInput, palette: Palette): uPlot.Axis {
  return {
    stroke: () => palette('--text-3'),
    font: FONT,
    gap: 6,
    space: 30,
    // About 6.4 px a character at 11 px: measuring each text costs more than the exact width is worth.
    size: (_, values) => Math.max(24, 10 + 6.4 * Math.max(0, ...(values ?? []).map(({ length }) => length))),
    grid: { stroke: () => palette('--line'), width: 1 },
    ticks: { show: false },
    ...(read().isBinary && { incrs: POWERS_OF_TWO }),
    values: (_, splits) => splits.map((value) => (value === 0 ? '0' : read().tick(value))),
  };
}

/** A click near an exemplar opens its trace; a pointer near one says so. */
function bindExemplars(plot: uPlot, read: () => PlotInput, events: PlotEvents): () => void {
  let hovered: ExemplarMark | null = null;
  const find = (event: MouseEvent): ExemplarMark | null => {
    const { left, top } = plot.over.getBoundingClientRect();
    return exemplarAt(plot, read(), event.clientX - left, event.clientY - top);
  };
  const onMove = (event: MouseEvent): void => {
    const found = find(event);
    if (found === hovered) return;
    hovered = found;
    plot.over.style.cursor = found === null ? '' : 'pointer';
    events.onExemplarHover(found);
  };
  const onClick = (event: MouseEvent): void => {
    const found = find(event);
    if (found !== null) events.onExemplar(found);
  };
  plot.over.addEventListener('mousemove', onMove);
  plot.over.addEventListener('click', onClick);
  return () => {
    plot.over.removeEventListener('mousemove', onMove);
    plot.over.removeEventListener('click', onClick);
  };
}

/** What we draw on a plot ourselves: open ends, deployments, exemplars. Sizes are CSS pixels times the device's ratio. */
import uPlot from 'uplot';
import { colourOf } from '../service-slots.ts';
import type { ExemplarMark, Marker } from './chart-model.ts';
import type { Palette, PlotInput } from './plot-input.ts';

/** Runs a drawing that may change the context: uPlot's own alignment must not leak into it, nor ours into uPlot. */
function draw({ ctx }: uPlot, paint: (ctx: CanvasRenderingContext2D, px: number) => void): void {
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  paint(ctx, uPlot.pxRatio);
  ctx.restore();
}

/** The last points, into which data still arrives: dashed, so that they are not taken for a fall. */
export function drawOpenEnds(plot: uPlot, { lines, grid }: PlotInput, palette: Palette): void {
  if (grid.openFrom >= grid.timesMs.length) return;
  draw(plot, (ctx, px) => {
    const { left, top, width, height } = plot.bbox;
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.setLineDash([2 * px, 3 * px]);
    ctx.lineWidth = 1.5 * px;
    lines.forEach(({ slot }, line) => {
      if (plot.series[line + 1]?.show === false) return;
      ctx.strokeStyle = palette(colourOf(slot).token);
      ctx.beginPath();
      let isDrawing = false;
      for (let at = Math.max(0, grid.openFrom - 1); at < grid.timesMs.length; at += 1) {
        const value = grid.columns[line]?.[at] ?? null;
        if (value !== null) {
          const [x, y] = [plot.valToPos(grid.timesMs[at] ?? 0, 'x', true), plot.valToPos(value, 'y', true)];
          if (isDrawing) ctx.lineTo(x, y);
          else ctx.moveTo(x, y);
        }
        isDrawing = value !== null;
      }
      ctx.stroke();
    });
  });
}

/** ▾ with a dashed line down: a deployment. Its name stands to the right, to the left where there is no room, else nowhere. */
export function drawMarkers(plot: uPlot, markers: readonly Marker[], palette: Palette): void {
  draw(plot, (ctx, px) => {
    const { left, top, width, height } = plot.bbox;
    ctx.font = `${11 * px}px 'Inter Variable', 'Inter Measured', system-ui, sans-serif`;
    let takenTo = left;
    for (const { atMs, label } of [...markers].sort((a, b) => a.atMs - b.atMs)) {
      const x = Math.round(plot.valToPos(atMs, 'x', true));
      if (x < left || x > left + width) continue;
      ctx.strokeStyle = ctx.fillStyle = palette('--text-2');
      ctx.lineWidth = px;
      ctx.setLineDash([3 * px, 3 * px]);
      ctx.beginPath();
      ctx.moveTo(x, top - 8 * px);
      ctx.lineTo(x, top + height);
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x - 4 * px, top - 14 * px);
      ctx.lineTo(x + 4 * px, top - 14 * px);
      ctx.lineTo(x, top - 8 * px);
      ctx.fill();
      const wide = ctx.measureText(label).width;
      const fitsRight = x + 8 * px + wide <= left + width;
      const textAt = fitsRight ? x + 8 * px : x - 8 * px - wide;
      if (textAt >= takenTo) {
        ctx.fillText(label, textAt, top - 8 * px);
        takenTo = Math.max(x, textAt + wide) + 8 * px;
      }
    }
  });
}

const HALF = 5;

/** Where an exemplar stands, in canvas pixels; one above the axis stands at its upper end. */
function placeOf(plot: uPlot, { timeMs, value }: ExemplarMark, isCanvas: boolean): [x: number, y: number] {
  const top = plot.scales['y']?.max ?? value;
  return [plot.valToPos(timeMs, 'x', isCanvas), plot.valToPos(Math.min(value, top), 'y', isCanvas)];
}

function shownExemplars(
  plot: uPlot,
  { lines, exemplars, fromMs, toMs }: PlotInput,
): { mark: ExemplarMark; slot: number }[] {
  return exemplars.flatMap((mark) => {
    const line = lines.findIndex(({ key }) => key === mark.key);
    const isShown =
      line !== -1 && plot.series[line + 1]?.show !== false && mark.timeMs >= fromMs && mark.timeMs <= toMs;
    return isShown ? [{ mark, slot: lines[line]?.slot ?? 0 }] : [];
  });
}

/** ◇ at its own value: one real request, in the colour of its service, filled when it failed. */
export function drawExemplars(plot: uPlot, input: PlotInput, palette: Palette): void {
  draw(plot, (ctx, px) => {
    ctx.lineWidth = 1.5 * px;
    for (const { mark, slot } of shownExemplars(plot, input)) {
      const [x, y] = placeOf(plot, mark, true);
      ctx.beginPath();
      ctx.moveTo(x, y - HALF * px);
      ctx.lineTo(x + HALF * px, y);
      ctx.lineTo(x, y + HALF * px);
      ctx.lineTo(x - HALF * px, y);
      ctx.closePath();
      ctx.fillStyle = palette(mark.error ? '--error-strong' : '--bg-surface');
      ctx.strokeStyle = palette(mark.error ? '--error-strong' : colourOf(slot).token);
      ctx.fill();
      ctx.stroke();
    }
  });
}

const REACH = 10;

/** The exemplar nearest to a point of the plotting area, within a finger's or pointer's reach. */
export function exemplarAt(plot: uPlot, input: PlotInput, left: number, top: number): ExemplarMark | null {
  let nearest: ExemplarMark | null = null;
  let least = REACH;
  for (const { mark } of shownExemplars(plot, input)) {
    const [x, y] = placeOf(plot, mark, false);
    const distance = Math.hypot(x - left, y - top);
    if (distance <= least) [nearest, least] = [mark, distance];
  }
  return nearest;
}

import { readColour } from '../../../parts/css-colours.ts';
import { COLOURS, colourOf } from '../../../parts/service-slots.ts';
import type { Trace } from './read-trace.ts';
import { NO_SERVICE } from './span-names.ts';

/** Colours as the canvas takes them: it reads neither custom properties nor `light-dark()`. */
export interface MinimapColours {
  /** By slot, from 0 to 7. */
  readonly services: readonly string[];
  readonly error: string;
}

/** Reads the colours of the present theme near an element. */
export function readColours(near: HTMLElement): MinimapColours {
  return {
    services: Array.from({ length: COLOURS }, (_, slot) => readColour(near, colourOf(slot).token)),
    error: readColour(near, '--error-strong'),
  };
}

/** What of a 2D context is needed. */
export type Pen = Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect' | 'clearRect'>;

/**
 * Paints every span of the trace, top to bottom in the order of the rows, failed ones above all others.
 *
 * @param width in device pixels, as `height`.
 */
export function paintMinimap(
  pen: Pen,
  trace: Trace,
  slotOf: (service: string) => number,
  colours: MinimapColours,
  width: number,
  height: number,
): void {
  const { spans, tree } = trace;
  pen.clearRect(0, 0, width, height);
  if (spans.count === 0) return;
  const perNano = width / Math.max(1, spans.duration);
  const row = Math.max(2, Math.min(8, height / spans.count));
  const fill = spans.services.map((service) => colours.services[slotOf(service || NO_SERVICE) % COLOURS]!);
  const paint = (span: number, y: number): void => {
    pen.fillRect(
      spans.start[span]! * perNano,
      y,
      Math.max(1, (spans.end[span]! - spans.start[span]!) * perNano),
      row > 3 ? row - 1 : row,
    );
  };
  const yOf = (at: number): number =>
    Math.floor(spans.count * row <= height ? at * row : (at / spans.count) * (height - row));
  for (const [at, span] of tree.order.entries()) {
    pen.fillStyle = fill[spans.service[span]!] ?? colours.error;
    paint(span, yOf(at));
  }
  pen.fillStyle = colours.error;
  for (const [at, span] of tree.order.entries()) if (spans.failed[span] === 1) paint(span, yOf(at));
}

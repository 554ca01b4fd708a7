/** What a plot is given to draw. */
import type { ExemplarMark, Grid, Marker } from './chart-model.ts';

export interface PlotLine {
  readonly key: string;
  readonly slot: number;
  readonly shown: boolean;
}

export interface PlotInput {
  readonly lines: readonly PlotLine[];
  readonly grid: Grid;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly markers: readonly Marker[];
  readonly exemplars: readonly ExemplarMark[];
  /** Writes a value on the y axis. */
  readonly tick: (value: number) => string;
  /** Whether the y axis counts in powers of two, as bytes are. */
  readonly isBinary: boolean;
  /** The least that the y axis reaches, so that noise near zero does not fill the chart. */
  readonly leastTop: number;
}

/** Colours of the drawing, by token; read again when the theme changes. */
export type Palette = (token: string) => string;

import type { ReactElement } from 'react';
import type { Point } from '../ask/types.ts';
import css from './spark.module.css';

export interface SparkProps {
  readonly points: readonly Point[];
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly alarming?: boolean;
  /** The least value that reaches the top, so that noise near zero stays low. */
  readonly leastTop?: number;
}

const WIDTH = 88;
const HEIGHT = 22;

/** A small line without axes: the shape of the range, beside the number that says how much. */
export function Spark({ points, label, alarming = false, leastTop = 0 }: SparkProps): ReactElement {
  const { line, area } = sparkPaths(points, leastTop);
  return (
    <svg
      className={alarming ? css['alarming'] : css['spark']}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <path d={area} className={css['area']} />
      <path d={line} className={css['line']} />
    </svg>
  );
}

/** The outline as SVG paths; a gap in the points is a gap in the line. */
export function sparkPaths(points: readonly Point[], leastTop: number): { line: string; area: string } {
  const values = thinned(points);
  const top = Math.max(leastTop, ...values.map((value) => value ?? 0)) || 1;
  const stepX = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  let line = '';
  let area = '';
  let startX: number | null = null;
  for (const [at, value] of values.entries()) {
    const x = round(at * stepX);
    if (value === null) {
      if (startX !== null) area += `V${HEIGHT}H${startX}Z`;
      startX = null;
      continue;
    }
    const y = round(HEIGHT - 1 - (value / top) * (HEIGHT - 2));
    line += `${startX === null ? 'M' : 'L'}${x} ${y}`;
    area += startX === null ? `M${x} ${HEIGHT}L${x} ${y}` : `L${x} ${y}`;
    startX ??= x;
  }
  if (startX !== null) area += `V${HEIGHT}H${startX}Z`;
  return { line, area };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** No more points than pixels: of each group the highest, so that a short peak is not lost. */
function thinned(points: readonly Point[]): (number | null)[] {
  const size = Math.max(1, Math.ceil(points.length / WIDTH));
  const groups = Math.ceil(points.length / size);
  return Array.from({ length: groups }, (_, group) => {
    const values = points
      .slice(group * size, (group + 1) * size)
      .flatMap(([, value]) => (value === null ? [] : [value]));
    return values.length === 0 ? null : Math.max(...values);
  });
}

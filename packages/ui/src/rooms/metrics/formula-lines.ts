/** A formula worked out: point by point, series by series. */
import type { Point } from '../../ask/types.ts';
import { FormulaError, type Formula, type Operator } from './formula.ts';

export type Labels = Readonly<Record<string, string>>;

/** What a formula reads and gives: one line a set of labels. */
export interface LabelledPoints {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

type Value = number | readonly LabelledPoints[];

const APPLY: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

/**
 * The lines of a formula. Series are matched by equal labels; where one side is a single series without labels, it goes
 * with each of the other. A gap on either side, and a division by zero, is a gap.
 *
 * @throws {@link FormulaError} when a letter names no query, or when nothing matches.
 */
export function linesOfFormula(
  formula: Formula,
  queries: ReadonlyMap<string, readonly LabelledPoints[]>,
): readonly LabelledPoints[] {
  const value = valueOf(formula, queries);
  if (typeof value === 'number') throw new FormulaError('A formula needs at least one letter of a query, such as A.');
  return value;
}

function valueOf(formula: Formula, queries: ReadonlyMap<string, readonly LabelledPoints[]>): Value {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'query': {
      const lines = queries.get(formula.letter);
      if (lines === undefined) throw new FormulaError(`There is no query ${formula.letter.toUpperCase()}.`);
      return lines;
    }
    case 'negative':
      return combine('-', 0, valueOf(formula.of, queries));
    default:
      return combine(formula.operator, valueOf(formula.left, queries), valueOf(formula.right, queries));
  }
}

function combine(operator: Operator, left: Value, right: Value): Value {
  const apply = APPLY[operator];
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  if (typeof left === 'number') return mapped(right, (value) => apply(left, value));
  if (typeof right === 'number') return mapped(left, (value) => apply(value, right));
  return paired(left, right, apply);
}

function mapped(value: Value, change: (value: number) => number): readonly LabelledPoints[] {
  if (typeof value === 'number') return [];
  return value.map(({ labels, points }) => ({
    labels,
    points: points.map(([time, point]): Point => [time, point === null ? null : finite(change(point))]),
  }));
}

function paired(
  left: readonly LabelledPoints[],
  right: readonly LabelledPoints[],
  apply: (left: number, right: number) => number,
): readonly LabelledPoints[] {
  const [onlyLeft, onlyRight] = [withoutLabels(left), withoutLabels(right)];
  const pairs = onlyRight
    ? left.map((line) => [line.labels, line, onlyRight] as const)
    : onlyLeft
      ? right.map((line) => [line.labels, onlyLeft, line] as const)
      : matches(left, right);
  if (pairs.length === 0 && left.length > 0 && right.length > 0) {
    throw new FormulaError('No two series of it have equal labels: split both queries by the same labels.');
  }
  return pairs.map(([labels, a, b]) => ({ labels, points: joined(a.points, b.points, apply) }));
}

function withoutLabels(lines: readonly LabelledPoints[]): LabelledPoints | undefined {
  const [only] = lines;
  return lines.length === 1 && only !== undefined && Object.keys(only.labels).length === 0 ? only : undefined;
}

function matches(
  left: readonly LabelledPoints[],
  right: readonly LabelledPoints[],
): (readonly [Labels, LabelledPoints, LabelledPoints])[] {
  const others = new Map(right.map((line) => [textOfLabels(line.labels), line]));
  return left.flatMap((line) => {
    const other = others.get(textOfLabels(line.labels));
    return other === undefined ? [] : [[line.labels, line, other] as const];
  });
}

/** Equal for equal labels, whatever their order. */
function textOfLabels(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function joined(
  left: readonly Point[],
  right: readonly Point[],
  apply: (left: number, right: number) => number,
): Point[] {
  const others = new Map(right);
  const times = [...new Set([...left, ...right].map(([time]) => time))].sort((a, b) => a - b);
  const own = new Map(left);
  return times.map((time): Point => {
    const [a, b] = [own.get(time) ?? null, others.get(time) ?? null];
    return [time, a === null || b === null ? null : finite(apply(a, b))];
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The unit of a formula from those of its queries: equal ones stay in a sum and cancel in a share; else none is known. */
export function unitOfFormula(formula: Formula, units: ReadonlyMap<string, string>): string {
  switch (formula.kind) {
    case 'number':
      return '1';
    case 'query':
      return units.get(formula.letter) ?? '';
    case 'negative':
      return unitOfFormula(formula.of, units);
    default:
      return unitOfPair(formula, units);
  }
}

function unitOfPair(
  { operator, left, right }: Extract<Formula, { kind: 'pair' }>,
  units: ReadonlyMap<string, string>,
): string {
  const [unit, other] = [unitOfFormula(left, units), unitOfFormula(right, units)];
  if (operator === '*') return other === '1' ? unit : unit === '1' ? other : '';
  if (operator === '/') return other === '1' ? unit : unit === other && unit !== '' ? '1' : '';
  // A plain number beside a measured one is one of its kind: B - 5.
  if (right.kind === 'number') return unit;
  return unit === other || left.kind === 'number' ? other : '';
}

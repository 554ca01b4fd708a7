/** The lines of the page of the metrics, worked out from the answers to its queries. */
import { ATTR_SERVICE_NAME } from '@sightglass/api/semconv';
import type { Answers, Point } from '../../ask/types.ts';
import type { ExemplarMark, LineOfChart } from '../../parts/chart/chart-model.ts';
import { FormulaError, lettersOf, parseFormula } from './formula.ts';
import { linesOfFormula, unitOfFormula, type LabelledPoints, type Labels } from './formula-lines.ts';
import { formatOfUnit, type UnitFormat } from './unit.ts';

type Answer = Answers['metrics/:name/series'];

/** A query that has its answer. */
export interface Answered {
  readonly letter: string;
  readonly answer: Answer;
}

export interface MetricLine extends LineOfChart {
  /** The letter of its query, or `formula`. */
  readonly letter: string;
  /** What its query is: the metric and what was made of it, or the formula. */
  readonly title: string;
  /** The service that the line is, where it is split by nothing else; its colour is that of the service. */
  readonly service: string | null;
  readonly labels: Labels;
  readonly format: UnitFormat;
  /** Lines of one chart have this in common: they are written in the same unit. */
  readonly scale: string;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
}

export interface MetricLines {
  readonly lines: readonly MetricLine[];
  readonly exemplars: readonly ExemplarMark[];
  /** Why the formula has no lines, in words; empty when it has, or when there is none. */
  readonly formulaProblem: string;
}

/**
 * The lines of all queries that have their answer, those of the formula last. Where there are several queries, each line
 * is named after its own too, from the start: a name is what a line keeps its colour by.
 */
export function linesOf(answered: readonly Answered[], queries: number, formula: string): MetricLines {
  const isOne = queries === 1 && formula === '';
  const lines = answered.flatMap(({ letter, answer }) => linesOfAnswer(letter, answer, isOne));
  const exemplars = answered.flatMap(({ letter, answer }) => exemplarsOf(letter, answer, isOne));
  if (formula === '' || answered.length < queries) return { lines, exemplars, formulaProblem: '' };
  try {
    return { lines: [...lines, ...formulaLines(formula, answered)], exemplars, formulaProblem: '' };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { lines, exemplars, formulaProblem: error.message };
  }
}

/** What these make of the points adds up over the range; rates, levels and percentiles do not. */
const ADDS_UP: readonly string[] = ['increase', 'count'] satisfies Answer['agg'][];

function linesOfAnswer(letter: string, { name, agg, unit, series }: Answer, isOne: boolean): MetricLine[] {
  const format = formatOfUnit(unit, name);
  return series.map((line) => ({
    letter,
    key: keyOf(isOne ? '' : letter.toUpperCase(), line.labels, `${name} ${agg}`),
    title: `${name} ${agg}`,
    service: serviceOf(line.labels),
    labels: line.labels,
    points: line.points,
    format,
    scale: scaleOf(unit, format),
    last: line.last,
    min: line.min,
    max: line.max,
    sum: ADDS_UP.includes(agg) ? line.sum : null,
  }));
}

function formulaLines(text: string, answered: readonly Answered[]): MetricLine[] {
  const formula = parseFormula(text);
  const read = lettersOf(formula);
  const queries = new Map<string, readonly LabelledPoints[]>(
    answered.map(({ letter, answer }) => [letter, answer.series]),
  );
  const unit = unitOfFormula(
    formula,
    new Map(answered.map(({ letter, answer }) => [letter, answer.unit === '' ? '1' : answer.unit])),
  );
  const isShare = unit === '1' && read.length > 1;
  const format = formatOfUnit(unit);
  return linesOfFormula(formula, queries).map(({ labels, points }) => ({
    letter: 'formula',
    key: keyOf(text, labels, ''),
    title: text,
    service: null,
    labels,
    points,
    format,
    // A share of two queries is no count, though neither has a unit.
    scale: isShare ? 'formula' : scaleOf(unit, format),
    ...summaryOf(points),
  }));
}

const scaleOf = (unit: string, format: UnitFormat): string => `${unit === '' ? '1' : unit} ${format.tick(0.5)}`;

function serviceOf(labels: Labels): string | null {
  const [entry, ...more] = Object.entries(labels);
  if (entry === undefined || more.length > 0 || entry[1] === '') return null;
  return entry[0] === ATTR_SERVICE_NAME || entry[0] === `resource.${ATTR_SERVICE_NAME}` ? entry[1] : null;
}

/** The name of a line: what of its labels tells it from the others, after the letter of its query where there are several. */
function keyOf(prefix: string, labels: Labels, bare: string): string {
  const entries = Object.entries(labels);
  const [first] = entries;
  const text =
    first === undefined
      ? bare
      : entries.length === 1
        ? textOfLabel(first[0], first[1])
        : entries.map(([label, value]) => (value === '' ? `no ${label}` : `${label}=${value}`)).join(', ');
  return [prefix, text].filter((part) => part !== '').join(' ');
}

const textOfLabel = (label: string, value: string): string => (value === '' ? `no ${label}` : value);

function summaryOf(points: readonly Point[]): Pick<MetricLine, 'last' | 'min' | 'max' | 'sum'> {
  const values = points.map(([, value]) => value).filter((value) => value !== null);
  if (values.length === 0) return { last: null, min: null, max: null, sum: null };
  return {
    last: values.at(-1) ?? null,
    min: values.reduce((least, value) => Math.min(least, value)),
    max: values.reduce((most, value) => Math.max(most, value)),
    sum: null,
  };
}

/** Values of these are of the kind that was measured; a single measurement has no place among rates and counts. */
const OF_MEASUREMENTS = /^(?:avg|min|max|last|p\d+)$/;

/** Single measurements, each at the line that it belongs to. */
function exemplarsOf(letter: string, { name, agg, series, exemplars }: Answer, isOne: boolean): ExemplarMark[] {
  if (!OF_MEASUREMENTS.test(agg)) return [];
  return exemplars.flatMap(({ timeMs, value, traceId, spanId, labels }) => {
    const line = series.find((line) => Object.entries(line.labels).every(([key, own]) => (labels[key] ?? '') === own));
    if (line === undefined || traceId === '') return [];
    const key = keyOf(isOne ? '' : letter.toUpperCase(), line.labels, `${name} ${agg}`);
    return [{ timeMs, value, key, traceId, spanId, error: false }];
  });
}

/**
 * Counters that cost next to nothing: a look-up a label, and an addition. OpenTelemetry's own make a text of all attributes at each call,
 * which takes near a microsecond; here they only read the sums when somebody asks for them.
 */
import type { Attributes, Meter } from '@opentelemetry/api';

/** Adds to the sum of some labels. */
export type Add = (value: number, ...labels: readonly (string | number)[]) => void;

/** What is counted. */
export interface SumOptions {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Names of the labels, in the order in which {@link Add} takes their values. */
  readonly labels: readonly string[];
}

/** Set of labels that are told apart; OpenTelemetry's limit is twice as high. */
const MOST = 1000;

/** What OpenTelemetry calls the sum of all beyond such a limit. */
export const OVERFLOW = 'otel.metric.overflow';

interface Sum {
  value: number;
  readonly attributes: Attributes;
}

/** A label's value on the way to the sums. */
interface Branch {
  readonly next: Map<string | number, Branch>;
  sum: Sum | undefined;
}

/** Makes a counter of a meter. */
export function createSum(meter: Meter, { name, description, unit, labels: names }: SumOptions): Add {
  const root: Branch = { next: new Map(), sum: undefined };
  const sums: Sum[] = [];
  let beyond: Sum | undefined;
  const sumOf = (labels: readonly (string | number)[]): Sum => {
    if (sums.length >= MOST) return (beyond ??= { value: 0, attributes: { [OVERFLOW]: true } });
    const sum: Sum = { value: 0, attributes: Object.fromEntries(names.map((label, at) => [label, labels[at]])) };
    let branch = root;
    for (const label of labels) {
      const next = branch.next.get(label) ?? { next: new Map(), sum: undefined };
      branch.next.set(label, next);
      branch = next;
    }
    branch.sum = sum;
    sums.push(sum);
    return sum;
  };
  meter.createObservableCounter(name, { description, unit }).addCallback((seen) => {
    for (const { value, attributes } of sums) seen.observe(value, attributes);
    if (beyond) seen.observe(beyond.value, beyond.attributes);
  });
  return (value, ...labels) => {
    let branch: Branch | undefined = root;
    for (const label of labels) branch = branch?.next.get(label);
    const sum = branch?.sum ?? sumOf(labels);
    sum.value += value;
  };
}

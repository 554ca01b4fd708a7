import type { Attributes, Histogram } from '@opentelemetry/api';
import { bindHistogram } from '../recorder.ts';
import type { Recorder } from '../recorder.ts';

/** Most sets of attributes whose series are kept at hand; beyond, each recording finds its own. */
const MAX_BOUND = 512;

/** What tells the series of requests apart. */
export interface RequestFacts {
  /** Of a served request its route, of one that is made the address it goes to: found by a Map, the others by comparison. */
  readonly group: string | undefined;
  readonly method: string;
  readonly scheme: string;
  readonly version: string | undefined;
  /** Only of requests that are made. */
  readonly port: number | undefined;
  readonly status: number | undefined;
  readonly errorType: string | undefined;
}

interface Bound {
  readonly facts: RequestFacts;
  readonly recorder: Recorder;
}

/** Records through series that are found by a few comparisons instead of a lookup. */
export function createBoundHistogram(
  histogram: Histogram,
  attributesOf: (facts: RequestFacts) => Attributes,
): (value: number, facts: RequestFacts) => void {
  const byGroup = new Map<string | undefined, Bound[]>();
  let count = 0;
  return (value, facts) => {
    let bounds = byGroup.get(facts.group);
    if (bounds !== undefined) {
      for (const bound of bounds) {
        if (isSame(bound.facts, facts)) {
          bound.recorder.record(value);
          return;
        }
      }
    }
    const attributes = attributesOf(facts);
    if (count >= MAX_BOUND) {
      histogram.record(value, attributes);
      return;
    }
    count++;
    const recorder = bindHistogram(histogram, attributes);
    if (bounds === undefined) byGroup.set(facts.group, (bounds = []));
    bounds.push({ facts, recorder });
    recorder.record(value);
  };
}

function isSame(one: RequestFacts, other: RequestFacts): boolean {
  return (
    one.status === other.status &&
    one.method === other.method &&
    one.errorType === other.errorType &&
    one.version === other.version &&
    one.scheme === other.scheme &&
    one.port === other.port
  );
}

import { metrics } from '@opentelemetry/api';
import type { Counter } from '@opentelemetry/api';
import {
  ATTR_SIGHTGLASS_DROP_REASON,
  ATTR_SIGHTGLASS_SIGNAL,
  METRIC_SIGHTGLASS_SDK_DROPPED,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import type { DropReason } from '@sightglass/api/semconv';
import { AGENT_VERSION } from '../version.ts';
import type { Signal } from './settings.ts';

/** Counts what was lost, by signal and reason, in the metric `sightglass.sdk.dropped`. */
export interface Drops {
  add(signal: Signal, reason: DropReason, records: number): void;
  /** Everything lost so far. */
  total(): number;
}

export function createDrops(): Drops {
  let counter: Counter | undefined;
  let total = 0;
  return {
    add: (signal, reason, records) => {
      total += records;
      // Made at the first loss: most processes never lose anything, and the meter provider is registered by then.
      counter ??= metrics.getMeter(SCOPE_NODE, AGENT_VERSION).createCounter(METRIC_SIGHTGLASS_SDK_DROPPED, {
        description: 'Records that were lost before they were delivered.',
        unit: '{record}',
      });
      counter.add(records, { [ATTR_SIGHTGLASS_SIGNAL]: signal, [ATTR_SIGHTGLASS_DROP_REASON]: reason });
    },
    total: () => total,
  };
}

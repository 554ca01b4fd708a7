import { logs, metrics, SeverityNumber } from '@opentelemetry/api';
import type { Histogram, MeterProvider, ObservableResult } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_LOG_RECORD_UID,
  ATTR_SIGHTGLASS_HEALTH_CHECK,
  ATTR_SIGHTGLASS_HEALTH_STATE,
  EVENT_HEALTH_CHANGED,
  METRIC_SIGHTGLASS_HEALTH_DURATION,
  METRIC_SIGHTGLASS_HEALTH_STATUS,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { AGENT_VERSION } from '../version.ts';
import { HEALTH_STATES } from './states.ts';
import type { Finding, HealthState } from './states.ts';

const SCOPE = `${SCOPE_NODE}/health`;

const SEVERITIES: Readonly<Record<HealthState, SeverityNumber>> = {
  up: SeverityNumber.INFO,
  degraded: SeverityNumber.WARN,
  down: SeverityNumber.ERROR,
};

/** Where findings go: metrics and, when a state changes, an event. */
export interface HealthTelemetry {
  /** Once a run, whatever it found. */
  ran(check: string, durationMs: number): void;
  changed(check: string, finding: Finding): void;
}

/** @param states the state of every check that has run, for whoever collects */
export function createHealthTelemetry(
  states: () => Iterable<readonly [check: string, state: HealthState]>,
): HealthTelemetry {
  let provider: MeterProvider | undefined;
  let duration: Histogram | undefined;
  const observe = (result: ObservableResult): void => {
    for (const [check, current] of states()) {
      for (const state of HEALTH_STATES) {
        const attributes = { [ATTR_SIGHTGLASS_HEALTH_CHECK]: check, [ATTR_SIGHTGLASS_HEALTH_STATE]: state };
        result.observe(state === current ? 1 : 0, attributes);
      }
    }
  };
  return {
    ran: (check, durationMs) => {
      // Checks may be named before the agent starts: what it registers then is found here.
      const current = metrics.getMeterProvider();
      if (current !== provider) {
        provider = current;
        const meter = current.getMeter(SCOPE, AGENT_VERSION);
        duration = meter.createHistogram(METRIC_SIGHTGLASS_HEALTH_DURATION, {
          unit: 's',
          advice: { explicitBucketBoundaries: SECONDS },
        });
        meter.createObservableUpDownCounter(METRIC_SIGHTGLASS_HEALTH_STATUS, { unit: '{check}' }).addCallback(observe);
      }
      duration?.record(durationMs / 1000, { [ATTR_SIGHTGLASS_HEALTH_CHECK]: check });
    },
    changed: (check, { state, reason, errorType }) => {
      const timestamp = Date.now();
      logs.getLogger(SCOPE, AGENT_VERSION).emit({
        eventName: EVENT_HEALTH_CHANGED,
        timestamp,
        severityNumber: SEVERITIES[state],
        body: reason === undefined ? `${check} is ${state}` : `${check} is ${state}: ${reason}`,
        attributes: {
          [ATTR_LOG_RECORD_UID]: createUuidV7(timestamp),
          [ATTR_SIGHTGLASS_HEALTH_CHECK]: check,
          [ATTR_SIGHTGLASS_HEALTH_STATE]: state,
          ...(errorType === undefined ? {} : { [ATTR_ERROR_TYPE]: errorType }),
        },
      });
    },
  };
}

/** Upper bounds of the buckets, from a call within the machine to the longest time-out that makes sense. */
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

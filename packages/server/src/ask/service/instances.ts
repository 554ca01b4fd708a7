import {
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_V8JS_MEMORY_HEAP_USED,
} from '@sightglass/api/semconv';
import { placeOfLabel } from '../attributes.ts';
import { pointsOf, type Grid } from '../metrics/grid.ts';
import type { Answer, Scope } from '../scope.ts';
import type { Point } from '../series.ts';
import type { Source } from '../statement.ts';
import { cpuSeconds, levels, type Measured } from './runtime-metrics.ts';
import { seenInSpans, type Seen } from './seen.ts';

/** One running copy of a service. `null`: it was not measured. */
export interface Instance {
  /** `service.instance.id`; else the pod, the container, or host and process. */
  instance: string;
  host: string;
  release: string;
  environment: string;
  lastSeenUnixNano: string;
  /** Processors in use: 1 is one core. */
  cpuUtilization: number | null;
  memoryBytes: number | null;
  heapUsedBytes: number | null;
  /** Share of time in which the event loop was busy, 0 to 1. */
  eventLoopUtilization: number | null;
  eventLoopDelayP99Ms: number | null;
  requestsPerSecond: number | null;
  cpu: Point[];
  memory: Point[];
  /** Milliseconds. */
  eventLoopDelay: Point[];
}

/** Instances of the one service that the scope names, by name. Their numbers are the last of their points. */
export async function askInstances(
  source: Source,
  scope: Scope,
  stepMs: number,
): Promise<Answer<{ stepMs: number; items: Instance[]; next: null }>> {
  const grid = { range: scope.range, stepMs };
  // What is asked of spans says nothing about metrics, but for what both have: the resource.
  const where = scope.where.filter(({ key }) => placeOfLabel(key).map === 'ResourceAttributes');
  const ofMetrics = { ...scope, where };
  const [cpu, measured, seen] = await Promise.all([
    cpuSeconds(source, ofMetrics, grid),
    levels(source, ofMetrics, grid),
    seenInSpans(source, scope),
  ]);
  const all = [...cpu, ...measured];
  const names = new Set([...all.map((one) => one.instance), ...seen.map((one) => one.instance)]);
  const items = [...names].toSorted().map((instance) =>
    instanceOf(
      instance,
      all.filter((one) => one.instance === instance),
      seen.find((one) => one.instance === instance),
      grid,
    ),
  );
  return { range: scope.range, body: { stepMs, items, next: null } };
}

function instanceOf(instance: string, measured: readonly Measured[], seen: Seen | undefined, grid: Grid): Instance {
  const pointsOfMetric = (name: string, scale = 1): Point[] => {
    const steps = measured.find((one) => one.metric === name)?.steps ?? [];
    return pointsOf(grid, new Map(steps.map(([step, value]) => [Number(step), value * scale])));
  };
  // Of time alone: `process.cpu.utilization` is a share of all processors, and does not say how many there are.
  const cpu = pointsOfMetric(METRIC_PROCESS_CPU_TIME);
  const memory = pointsOfMetric(METRIC_PROCESS_MEMORY_USAGE);
  const eventLoopDelay = pointsOfMetric(METRIC_NODEJS_EVENTLOOP_DELAY_P99, 1000);
  const newest = [...measured, ...(seen ? [seen] : [])].reduce((a, b) =>
    BigInt(b.lastSeenUnixNano) > BigInt(a.lastSeenUnixNano) ? b : a,
  );
  return {
    instance,
    host: newest.host,
    release: newest.release,
    environment: newest.environment,
    lastSeenUnixNano: newest.lastSeenUnixNano,
    cpuUtilization: lastOf(cpu),
    memoryBytes: lastOf(memory),
    heapUsedBytes: lastOf(pointsOfMetric(METRIC_V8JS_MEMORY_HEAP_USED)),
    eventLoopUtilization: lastOf(pointsOfMetric(METRIC_NODEJS_EVENTLOOP_UTILIZATION)),
    eventLoopDelayP99Ms: lastOf(eventLoopDelay),
    requestsPerSecond: seen?.requestsPerSecond ?? null,
    cpu,
    memory,
    eventLoopDelay,
  };
}

function lastOf(points: readonly Point[]): number | null {
  return points.findLast(([, value]) => value !== null)?.[1] ?? null;
}

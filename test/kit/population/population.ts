import { logBodies } from './logs.ts';
import { metricBodies } from './metrics.ts';
import { send } from './otlp.ts';
import { largeTraceBodies, requestBodies } from './traces.ts';

/**
 * Sends a server traces, the log lines written in them, and metrics of all kinds, and gives back a range that holds them all. What
 * is in it is told by the constants of `traces.ts`, `logs.ts` and `metrics.ts`.
 */
export async function sendPopulation(url: string): Promise<{ from: string; to: string }> {
  // Whole seconds: the addresses of pages know no smaller ones.
  const endMs = Math.floor(Date.now() / 1000) * 1000;
  await send(url, 'traces', [...requestBodies(endMs), ...largeTraceBodies(endMs)]);
  await send(url, 'logs', logBodies(endMs));
  await send(url, 'metrics', metricBodies(endMs));
  return { from: new Date(endMs - 30 * 60_000).toISOString(), to: new Date(endMs + 1000).toISOString() };
}

/** A server with the pages and the measured population, as the tests of single pages start it. */
import { fileURLToPath } from 'node:url';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { send } from './kit/population/otlp.ts';
import { until } from './kit/until.ts';
import { metricBodies, MINUTES, REQUESTS_A_HALF, traceBodies } from './measured-population.ts';

export interface MeasuredServer {
  readonly server: TemporaryServer;
  /** The end of the population, in milliseconds since the epoch. */
  readonly endMs: number;
  /** Asks the API about the range of the population. */
  readonly api: <T>(path: string) => Promise<T>;
  /** The address of a page, with that range. */
  readonly addressOf: (path: string) => string;
}

/** Starts it, sends the population and waits until it can be asked for. */
export async function startMeasured(): Promise<MeasuredServer> {
  const pagesDir = fileURLToPath(new URL('../packages/ui/dist', import.meta.url));
  const server = await startTemporary({ pagesDir });
  const endMs = Math.floor(Date.now() / 60_000) * 60_000;
  const [from, to] = [endMs - MINUTES * 60_000, endMs].map((time) => new Date(time).toISOString());
  await send(server.url, 'traces', traceBodies(endMs));
  await send(server.url, 'metrics', metricBodies(endMs));
  const api = async <T>(path: string): Promise<T> => {
    const url = new URL(`${server.url}/api/v1/${path}`);
    url.searchParams.set('from', from ?? '');
    url.searchParams.set('to', to ?? '');
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  await until(30_000, async () => {
    const { items } = await api<{ items: { service: string; requests: number }[] }>('services?service=checkout');
    const metrics = await api<{ items: unknown[] }>('metrics?q=v8js');
    return items[0]?.requests === 2 * REQUESTS_A_HALF && metrics.items.length === 1 ? true : undefined;
  });
  const addressOf = (path: string): string =>
    `${server.url}${path}${path.includes('?') ? '&' : '?'}t=${from?.replace('.000Z', 'Z')}/${to?.replace('.000Z', 'Z')}`;
  return { server, endMs, api, addressOf };
}

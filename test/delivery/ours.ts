import { fileURLToPath } from 'node:url';
import type { BrowserClientOptions } from '../../packages/otlp/src/browser/index.ts';
import { ATTR_SIGHTGLASS_DROP_REASON, METRIC_SIGHTGLASS_SDK_DROPPED } from '../../packages/api/src/semconv/index.ts';
import { bundlePage } from '../../scripts/bundle-page.mjs';
import { until } from '../kit/until.ts';

const PAGE = fileURLToPath(new URL('page.ts', import.meta.url));

/** A page that tells of events through the browser's client of `@sightglass/otlp`, which stands in `sender.client`. */
const PROGRAM = `
import { createClient } from '@sightglass/otlp/browser';
import { drive } from ${JSON.stringify(PAGE)};

drive((options) => {
  const problems = [];
  const client = createClient({ ...options, onProblem: (message) => problems.push(message) });
  const emit = (number) =>
    client.addLog({ name: 'delivery' }, { eventName: 'delivery.test', attributes: { 'test.number': number } });
  return { client, problems, emit };
});`;

/** The script of that page. */
export const ourScript = (): Promise<string> => bundlePage(PROGRAM);

/** Options of a client, as JSON can say them. */
export type OurOptions = Partial<Omit<BrowserClientOptions, 'onProblem'>>;

export const ourOptions = (endpoint: string, service: string, more: OurOptions = {}): BrowserClientOptions => ({
  endpoint,
  resource: { 'service.name': service },
  ...more,
});

/** An event of a page, as the server tells of it. */
export interface StoredEvent {
  number: number;
  uid: string;
  eventName: string;
  timeMs: number;
  attributes: Record<string, string>;
}

/** All events of a service that a server has stored, by number; one that it has twice is there twice. */
export async function storedEvents(server: string, service: string): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let next: string | null = '';
  while (next !== null) {
    const query = new URLSearchParams({ service, from: '-3h', to: String(Date.now() + 3_600_000), limit: '1000' });
    if (next !== '') query.set('cursor', next);
    const response = await fetch(`${server}/api/v1/logs?${query}`);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    interface Item {
      uid: string;
      eventName: string;
      timeUnixNano: string;
      attributes: Record<string, string>;
    }
    const page = (await response.json()) as { items: Item[]; next: string | null };
    for (const { uid, eventName, timeUnixNano, attributes } of page.items) {
      const number = Number(attributes['test.number']);
      found.push({ number, uid, eventName, timeMs: Number(BigInt(timeUnixNano) / 1_000_000n), attributes });
    }
    next = page.next;
  }
  return found.toSorted((a, b) => a.number - b.number);
}

/** Numbers of what is wrong with the events that have arrived, as in `1-4 7`. */
export interface Tally {
  missing: string;
  twice: string;
}

export const RIGHT: Tally = { missing: '', twice: '' };

/** What of so many numbered events is there. */
export function tallyOf(stored: readonly Pick<StoredEvent, 'number'>[], count: number): Tally {
  const times = new Map<number, number>();
  for (const { number } of stored) times.set(number, (times.get(number) ?? 0) + 1);
  const all = Array.from({ length: count }, (_, i) => i + 1);
  return {
    missing: asRanges(all.filter((number) => !times.has(number))),
    twice: asRanges([...times.keys()].filter((number) => times.get(number) !== 1)),
  };
}

function asRanges(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
}

/** The tally of a service once all events have arrived, or `limitMs` milliseconds have passed. */
export async function arrival(server: string, service: string, count: number, limitMs = 60_000): Promise<Tally> {
  let tally = tallyOf([], count);
  await until(limitMs, async () => {
    tally = tallyOf(await storedEvents(server, service), count);
    return tally.missing === '' ? true : undefined;
  }).catch(() => undefined);
  return tally;
}

/** What a service says it has dropped, by reason, once it has said it of so many records. */
export function dropsOf(server: string, service: string, records: number): Promise<Record<string, number>> {
  return until(60_000, async () => {
    const query = new URLSearchParams({ service, from: '-1h', agg: 'increase', by: ATTR_SIGHTGLASS_DROP_REASON });
    const response = await fetch(`${server}/api/v1/metrics/${METRIC_SIGHTGLASS_SDK_DROPPED}/series?${query}`);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    interface Line {
      labels: Record<string, string>;
      sum: number | null;
    }
    const { series } = (await response.json()) as { series: Line[] };
    const drops = series.map(({ labels, sum }) => [labels[ATTR_SIGHTGLASS_DROP_REASON] ?? '', sum ?? 0] as const);
    const total = drops.reduce((total, [, sum]) => total + sum, 0);
    return total >= records ? Object.fromEntries(drops) : undefined;
  });
}

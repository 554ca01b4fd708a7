import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeLog } from '../packages/otlp/src/encode/log.ts';
import { wrap } from '../packages/otlp/src/encode/request.ts';
import { NOTHING, sampleValues, type Given, type Held } from '../packages/otlp/test/values.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';

const VALUES = 10_000;
const PER_BODY = 1000;
const NOW = Date.now();

interface Item {
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());

/** What the API shows of a value: text as it is, all else as its JSON, whole numbers with all their digits. */
function shown(held: Held): string {
  if (typeof held === 'string') return held;
  if (held === null) return 'null';
  if (held instanceof Uint8Array) return Buffer.from(held).toString('base64');
  if (typeof held === 'object' && 'int' in held) return held.int;
  return typeof held === 'object' ? JSON.stringify(plain(held)) : String(held);
}
/** As JSON holds it: keys in order, no digits beyond a double's. */
function plain(held: Held): unknown {
  if (held instanceof Map) return sorted([...held].map(([key, value]) => [key, plain(value)]));
  if (Array.isArray(held)) return held.map((value: Held) => plain(value));
  if (held === null || typeof held === 'boolean') return held;
  if (typeof held === 'object' && 'int' in held) return Number(held.int);
  return typeof held === 'number' && Number.isFinite(held) ? held : shown(held);
}
function sorted(entries: readonly (readonly [string, unknown])[]): unknown {
  return { entries: entries.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}
/** The API's text in the same form. */
function told(text: string | undefined, { value, held }: Given): string | undefined {
  if (held === NOTHING) return text;
  if (text !== undefined && (Array.isArray(held) || held instanceof Map))
    return JSON.stringify(ordered(JSON.parse(text)));
  // A whole number beyond 2^53 has more digits than it knows: JavaScript writes zeros for them.
  return typeof value === 'number' && Number(text) === value ? shown(held) : text;
}
function ordered(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(ordered);
  if (typeof json !== 'object' || json === null) return json;
  return sorted(Object.entries(json).map(([key, value]) => [key, ordered(value)]));
}

async function send(given: readonly Given[], from: number): Promise<void> {
  const records = given.map(({ value }, i) =>
    encodeLog({ time: NOW - VALUES + from + i, body: value, attributes: { n: from + i, value } }),
  );
  const response = await fetch(`${server.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: wrap('logs', { 'service.name': 'values' }, [[{ name: 'test' }, records]]),
  });
  expect([response.status, await response.text()]).toEqual([200, '{}']);
}

async function read(): Promise<Map<number, Item>> {
  const found = new Map<number, Item>();
  for (let cursor = ''; ;) {
    const range = `from=${NOW - VALUES - 1000}&to=${NOW + 1000}`;
    const response = await fetch(`${server.url}/api/v1/logs?${range}&service=values&limit=1000${cursor}`);
    const { items, next } = (await response.json()) as { items: Item[]; next: string | null };
    for (const item of items) found.set(Number(item.attributes['n']), item);
    if (next === null) return found;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

describe('values of every kind', () => {
  it('are taken by the server without a word, and read back as they were', async () => {
    const values = sampleValues(VALUES);
    for (let from = 0; from < VALUES; from += PER_BODY) await send(values.slice(from, from + PER_BODY), from);
    await server.store.flush();

    const found = await read();
    expect(found.size).toBe(VALUES);
    for (const [n, given] of values.entries()) {
      const item = found.get(n);
      const { attributes, body }: Partial<Item> = item ?? {};
      // What is empty, or was left out, is no attribute, and an empty body.
      const expected = given.held === NOTHING || given.held === null ? '' : shown(given.held);
      expect([n, told(attributes?.['value'] ?? '', given), told(body, given)]).toEqual([n, expected, expected]);
    }
  });
});

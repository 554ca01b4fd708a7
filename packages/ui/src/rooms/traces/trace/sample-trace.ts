/** Traces made up for tests: the shapes that a page must survive, as the server sends them. */
import type { TraceColumns } from './columns.ts';

/** One span of a made-up trace; times in milliseconds after the start of the trace. */
export interface SampleSpan {
  readonly id: string;
  readonly parent?: string;
  readonly name?: string;
  readonly service?: string;
  readonly kind?: string;
  readonly at: number;
  readonly ms: number;
  /** Given for a span that failed. */
  readonly error?: string;
  readonly events?: number;
}

/** Puts spans into columns, ordered by start as the server does. */
export function traceOf(
  given: readonly SampleSpan[],
  traceId: string = '7c1ef2a90b3d4e557c1ef2a90b3d4e55',
): TraceColumns {
  const spans = given.toSorted((a, b) => a.at - b.at);
  const strings = { names: [] as string[], services: [] as string[], messages: [] as string[], kinds: [] as string[] };
  const known = new Map<string, number>();
  const put = (list: keyof typeof strings, text: string): number => {
    const key = `${list} ${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, strings[list].length);
    return strings[list].push(text) - 1;
  };
  const ends = spans.map((span) => span.at + span.ms);
  return {
    traceId,
    startUnixNano: '1763608241200000000',
    durationNano: String(Math.round(ends.reduce((a, b) => Math.max(a, b), 0) * 1e6)),
    total: spans.length,
    truncated: false,
    strings,
    columns: {
      spanId: spans.map((span) => span.id),
      parentSpanId: spans.map((span) => span.parent ?? ''),
      name: spans.map((span) => put('names', span.name ?? span.id)),
      service: spans.map((span) => put('services', span.service ?? 'shop')),
      kind: spans.map((span) => put('kinds', span.kind ?? 'internal')),
      startOffsetNano: spans.map((span) => Math.round(span.at * 1e6)),
      durationNano: spans.map((span) => Math.round(span.ms * 1e6)),
      status: spans.map((span) => (span.error === undefined ? 0 : 2)),
      message: spans.map((span) => (span.error === undefined ? -1 : put('messages', span.error))),
      events: spans.map((span) => span.events ?? 0),
      links: spans.map(() => 0),
    },
  };
}

/** A checkout that fails, like the one the pages were designed with, with as many calls to the catalogue as make `count` spans. */
export function checkoutTrace(count: number): TraceColumns {
  const fixed: SampleSpan[] = [
    { id: 'w1', name: 'click Pay now', service: 'web', at: 0, ms: 1870 },
    { id: 'w2', parent: 'w1', name: 'POST /api/checkout', service: 'web', kind: 'client', at: 22, ms: 1845 },
    { id: 's1', parent: 'w2', name: 'POST /api/checkout', service: 'storefront', kind: 'server', at: 46, ms: 1795 },
    { id: 's2', parent: 's1', name: 'GET session:{id}', service: 'sessions', kind: 'client', at: 50, ms: 3.1 },
    {
      id: 'c1',
      parent: 's1',
      name: 'POST /checkout',
      service: 'checkout',
      kind: 'server',
      at: 60,
      ms: 1760,
      error: 'order failed',
    },
    { id: 'k1', parent: 'c1', name: 'GET /cart/{id}/items', service: 'catalogue', kind: 'server', at: 72, ms: 388 },
    { id: 'p1', parent: 'c1', name: 'POST /authorise', service: 'payments', kind: 'server', at: 470, ms: 612 },
    {
      id: 'p2',
      parent: 'p1',
      name: 'POST acquirer.example/authorisations',
      service: 'payments',
      kind: 'client',
      at: 480,
      ms: 571,
    },
    { id: 'p3', parent: 'p1', name: 'INSERT authorisations', service: 'payments', kind: 'client', at: 1056, ms: 18 },
    {
      id: 'v0',
      parent: 'c1',
      name: 'applyVoucher',
      service: 'checkout',
      at: 1090,
      ms: 702,
      error: "TypeError: Cannot read properties of undefined (reading 'percent')",
      events: 1,
    },
    { id: 'v1', parent: 'v0', name: 'GET voucher-rules', service: 'checkout', kind: 'client', at: 1100, ms: 215 },
    { id: 'v2', parent: 'v0', name: 'GET voucher-rules', service: 'checkout', kind: 'client', at: 1320, ms: 222 },
    {
      id: 'v3',
      parent: 'v0',
      name: 'GET voucher-rules',
      service: 'checkout',
      kind: 'client',
      at: 1545,
      ms: 222,
      error: 'voucher-rules answered 503',
    },
    { id: 'q1', parent: 'c1', name: 'publish order.failed', service: 'checkout', kind: 'producer', at: 1802, ms: 6 },
    {
      id: 'e0',
      parent: 'q1',
      name: 'process order.failed',
      service: 'worker-email',
      kind: 'consumer',
      at: 1815,
      ms: 140,
    },
    ...Array.from({ length: 24 }, (_, i) => ({
      id: `t${i}`,
      parent: 'e0',
      name: 'render template',
      service: 'worker-email',
      at: 1822 + i * 5,
      ms: 0.4 + (i % 7) * 0.2,
    })),
  ];
  const calls = Math.max(0, Math.ceil((count - fixed.length) / 3));
  const each = 360 / Math.max(1, calls);
  const items = Array.from({ length: calls }, (_, i): SampleSpan[] => [
    {
      id: `i${i}`,
      parent: 'k1',
      name: 'GET /items/{id}',
      service: 'catalogue',
      kind: 'client',
      at: 80 + i * each,
      ms: each * 0.9,
    },
    {
      id: `j${i}`,
      parent: `i${i}`,
      name: 'GET /stock/{sku}',
      service: 'inventory',
      kind: 'server',
      at: 80 + i * each + each * 0.1,
      ms: each * 0.6,
    },
    {
      id: `d${i}`,
      parent: `j${i}`,
      name: 'SELECT stock',
      service: 'inventory',
      kind: 'client',
      at: 80 + i * each + each * 0.2,
      ms: each * 0.3,
    },
  ]).flat();
  return traceOf([...fixed, ...items].slice(0, count));
}

/** A chain: every span inside the one before it. */
export function deepTrace(depth: number): TraceColumns {
  return traceOf(
    Array.from({ length: depth }, (_, i) => ({
      id: `s${i}`,
      ...(i > 0 && { parent: `s${i - 1}` }),
      name: `step ${i}`,
      at: i * 0.001,
      ms: 2 * (depth - i) * 0.001,
    })),
  );
}

/** One span with many different children. */
export function wideTrace(children: number): TraceColumns {
  return traceOf([
    { id: 'root', name: 'import', at: 0, ms: children },
    ...Array.from({ length: children }, (_, i) => ({
      id: `c${i}`,
      parent: 'root',
      name: `load ${i}`,
      service: `part ${i % 12}`,
      at: i,
      ms: 1,
    })),
  ]);
}

/** What broken senders send: no parent, one's own parent, a ring, one id twice, no length, no name. */
export function brokenTrace(): TraceColumns {
  return traceOf([
    { id: 'lost1', parent: 'gone', name: 'parent never came', service: 'a', kind: 'server', at: 0, ms: 50 },
    { id: 'lost2', parent: 'gone', name: 'nor did this one', service: 'b', at: 10, ms: 5 },
    { id: 'self', parent: 'self', name: 'its own parent', service: 'a', at: 15, ms: 5 },
    { id: 'ring1', parent: 'ring3', name: 'ring one', service: 'c', at: 20, ms: 9 },
    { id: 'ring2', parent: 'ring1', name: 'ring two', service: 'c', at: 21, ms: 7 },
    { id: 'ring3', parent: 'ring2', name: 'ring three', service: 'c', at: 22, ms: 5 },
    { id: 'twice', parent: 'lost1', name: 'first of two', service: 'a', at: 30, ms: 5 },
    { id: 'twice', parent: 'lost1', name: 'second of two', service: 'a', at: 31, ms: 5, error: 'boom' },
    { id: 'child', parent: 'twice', name: 'child of the first', service: 'a', at: 32, ms: 0 },
    { id: 'blank', parent: 'lost1', name: '', service: '', at: 40, ms: 1 },
  ]);
}

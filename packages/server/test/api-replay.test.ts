/** One session: what happened in it, and its recordings, sent as OTLP and asked through the API. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { id, nano, resource, send, text } from '../../../test/kit/population/otlp.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';

const START = Date.now() - 600_000;
const MEGABYTE = 1024 * 1024;

type Attributes = Readonly<Record<string, string>>;

/** A log record of a session, some milliseconds after its start. */
function record(session: string, afterMs: number, eventName: string, attributes: Attributes = {}, body = ''): object {
  const own = { 'session.id': session, 'log.record.uid': `${session} ${afterMs} ${eventName}`, ...attributes };
  return {
    timeUnixNano: nano(START + afterMs),
    severityNumber: eventName === 'exception' ? 17 : 9,
    eventName,
    body: { stringValue: body },
    traceId: attributes['trace'] ?? '',
    spanId: attributes['span'] ?? '',
    attributes: Object.entries(own).map(([key, value]) => text(key, value)),
  };
}

const logs = (records: readonly object[], service = 'web'): object => ({
  resourceLogs: [{ resource: resource(service), scopeLogs: [{ scope: {}, logRecords: records }] }],
});

interface Chunk {
  seq: number;
  body: string;
  part?: string;
  hasSnapshot?: boolean;
  events?: number;
}

/** All parts of a list tell its times and how many events it has. */
const chunkRecord = (session: string, replay: string, { seq, body, part, hasSnapshot, events = 1 }: Chunk): object => {
  const [order = 1, count = 1] = part?.split('/').map(Number) ?? [];
  const first = seq + 1 - order;
  return record(
    session,
    1000 + seq,
    'sightglass.replay.chunk',
    {
      'log.record.uid': `${session} ${replay} ${seq}`,
      'sightglass.replay.id': replay,
      'sightglass.replay.seq': String(seq),
      'sightglass.replay.first_ts': String(START + first * 1000),
      'sightglass.replay.last_ts': String(START + (first + count) * 1000 - 1),
      'sightglass.replay.events': String(events),
      'sightglass.replay.full_snapshot': String(hasSnapshot === true),
      ...(part === undefined ? {} : { 'sightglass.replay.part': part }),
    },
    body,
  );
};

const zipped = (events: unknown): string => gzipSync(JSON.stringify(events)).toString('base64');
const eventAt = (seq: number): object => ({ type: 3, timestamp: START + seq * 1000, data: { seq } });

/** Sixty chunks; three of them hold full snapshots, the second of which came in parts. */
const SNAPSHOT = { type: 2, timestamp: START, data: { text: 'x'.repeat(500) } };
const CUT = zipped([SNAPSHOT, SNAPSHOT]);
const PARTS = [CUT.slice(0, 11), CUT.slice(11, 40), CUT.slice(40)];
const whole: readonly Chunk[] = Array.from({ length: 60 }, (_, seq): Chunk => {
  const at = seq - 20;
  if (PARTS[at] !== undefined) return { seq, body: PARTS[at], part: `${at + 1}/3`, hasSnapshot: true, events: 2 };
  return { seq, body: zipped([eventAt(seq)]), hasSnapshot: seq === 0 || seq === 40 };
});

const BOMB = gzipSync(Buffer.alloc(40 * MEGABYTE, ' ')).toString('base64');
const damaged: readonly Chunk[] = [
  { seq: 1, body: zipped([eventAt(1)]) },
  { seq: 2, body: 'no base64' },
  { seq: 4, body: BOMB },
  { seq: 5, body: zipped({ type: 4 }) },
  { seq: 6, body: PARTS[0] ?? '', part: '1/3' },
  { seq: 8, body: JSON.stringify([eventAt(8)]) },
  { seq: 2000, body: zipped([eventAt(2000)]) },
];

/** Three megabytes each when unpacked. */
const large: readonly Chunk[] = [0, 1, 2, 3].map((seq) => {
  return { seq, body: zipped([{ ...eventAt(seq), text: ' '.repeat(3 * MEGABYTE) }]) };
});

const TRACE = id(16, 'request');
const span = (name: string, afterMs: number, more: object): object => ({
  traceId: TRACE,
  spanId: id(8, name),
  name,
  kind: 3,
  startTimeUnixNano: nano(START + afterMs),
  endTimeUnixNano: nano(START + afterMs + 250),
  attributes: [
    text('session.id', 'whole'),
    text('http.request.method', 'GET'),
    text('url.full', `https://api.test/${name}?q=REDACTED`),
  ],
  ...more,
});
const spans = (service: string, language: string, list: readonly object[]): object => ({
  resourceSpans: [
    { resource: resource(service, { 'telemetry.sdk.language': language }), scopeSpans: [{ scope: {}, spans: list }] },
  ],
});

const MINUTE_IN = 60_000;
const HAPPENED: readonly object[] = [
  record('whole', 0, 'session.start'),
  record('whole', 10, 'browser.navigation', { 'url.full': 'https://shop.test/a/b?c=d', 'url.path': '/a/b' }),
  record('whole', 20, 'exception', {
    'exception.type': 'TypeError',
    'exception.message': 'x is not a function',
    'exception.stacktrace': 'y'.repeat(5000),
    'sightglass.exception.breadcrumbs': '[]',
  }),
  record('whole', 30, 'browser.web_vital', { 'browser.web_vital.name': 'lcp', 'browser.web_vital.value': '1234.5' }),
  record('whole', 31, 'browser.web_vital', { 'browser.web_vital.name': 'cls', 'browser.web_vital.value': '0.12345' }),
  record('whole', 40, 'app.widget.click', { 'app.widget.id': '#buy', 'sightglass.click.kind': 'rage' }),
  record('whole', 50, 'sightglass.request.failed', {
    trace: TRACE,
    span: id(8, 'told'),
    'http.request.method': 'GET',
    'url.full': 'https://api.test/told',
    'http.response.status_code': '500',
  }),
  record('whole', 51, 'sightglass.request.failed', {
    'http.request.method': 'POST',
    'url.full': 'https://api.test/untold?x',
    'error.type': 'TypeError',
  }),
  record('whole', 60, 'browser.long_animation_frame', { 'sightglass.animation_frame.duration_ms': '312.5' }),
  record('whole', 70, 'browser.resource_timing', {
    'url.full': 'https://cdn.test/big.js?v=1',
    'sightglass.resource.duration_ms': '801',
  }),
  record('whole', 71, 'sightglass.resource.failed', { 'url.full': 'https://cdn.test/gone.png' }),
  record('whole', 80, 'sightglass.csp.violation', {
    'sightglass.csp.directive': 'img-src',
    'sightglass.csp.blocked_url': 'https://evil.test/',
  }),
  record('whole', 81, 'sightglass.report', { 'sightglass.report.kind': 'deprecation' }, 'unload is over'),
  record('whole', 90, 'sightglass.console', {}, 'careful'),
  record('whole', 91, 'cart.filled'),
  record('whole', MINUTE_IN, '', {}, 'a plain line'),
  record('whole', MINUTE_IN + 1, 'session.end'),
];
const TOLD: readonly [afterMs: number, kind: string, title: string, durationMs: number | null][] = [
  [0, 'event', 'session.start', null],
  [10, 'page', '/a/b', null],
  [20, 'error', 'TypeError: x is not a function', null],
  [30, 'vital', 'LCP', 1234.5],
  [31, 'vital', 'CLS 0.123', null],
  [40, 'click', 'rage click: #buy', null],
  [45, 'request', 'GET /told 500', 250],
  [51, 'request', 'POST /untold TypeError', null],
  [60, 'frame', 'Long animation frame', 312.5],
  [70, 'resource', '/big.js', 801],
  [71, 'resource', '/gone.png did not load', null],
  [80, 'report', 'img-src blocked https://evil.test/', null],
  [81, 'report', 'deprecation: unload is over', null],
  [90, 'console', 'careful', null],
  [91, 'event', 'cart.filled', null],
  [MINUTE_IN, 'log', 'a plain line', null],
  [MINUTE_IN + 1, 'event', 'session.end', null],
];

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
  const sessions = ['whole', 'damaged', 'large'];
  const many = Array.from({ length: 2100 }, (_, i) =>
    record('many', i, 'app.widget.click', { 'app.widget.id': `${i}` }),
  );
  await send(server.url, 'logs', [
    logs([...sessions.slice(1).map((session) => record(session, 0, 'session.start')), ...HAPPENED]),
    logs(many),
    // Last ones first, and some a second time.
    logs(whole.toReversed().map((chunk) => chunkRecord('whole', 'replay', chunk))),
    logs(whole.slice(0, 30).map((chunk) => chunkRecord('whole', 'replay', chunk))),
    logs(damaged.map((chunk) => chunkRecord('damaged', 'replay', chunk))),
    logs(large.map((chunk) => chunkRecord('large', 'replay', chunk))),
    logs([chunkRecord('whole', 'reload', { seq: 0, body: zipped([eventAt(0)]), hasSnapshot: true })]),
  ]);
  const failed = { status: { code: 2 }, attributes: [] };
  const told = span('told', 45, {});
  await send(server.url, 'traces', [
    spans('web', 'webjs', [
      { ...told, attributes: [...attributesOf(told), text('http.response.status_code', '500')], status: failed.status },
      span('internal', 46, { kind: 1 }),
    ]),
    // What the server calls in turn is none of the page's requests.
    spans('api', 'nodejs', [span('onward', 47, {})]),
  ]);
  await server.store.flush();
}, 60_000);
afterAll(() => server.close());

function attributesOf(one: object): object[] {
  return (one as { attributes: object[] }).attributes;
}

async function ask<K extends keyof Answers>(path: string, status = 200): Promise<Answers[K]> {
  const response = await fetch(`${server.url}/api/v1/${path}`);
  const body: unknown = await response.json();
  expect([response.status, body]).toEqual([status, body]);
  return body as Answers[K];
}

const replayOf = (session: string, query = ''): Promise<Answers['sessions/:id/replay']> =>
  ask<'sessions/:id/replay'>(`sessions/${session}/replay?replay=replay${query}`);
const seqsOf = ({ items }: Answers['sessions/:id/replay']): number[] => items.map(({ seq }) => seq);

describe('a session', () => {
  it('tells what happened in it, in order, a failed request once', async () => {
    const { session, events, isTruncated, from, to } = await ask<'sessions/:id'>('sessions/whole');
    expect(session).toMatchObject({
      sessionId: 'whole',
      pages: 1,
      errors: 1,
      failedRequests: 2,
      rageClicks: 1,
      replays: 2,
    });
    expect([from, to].map((time) => Date.parse(time) - START)).toEqual([0, MINUTE_IN + 2]);
    expect(
      events.map(({ timeUnixNano, kind, title, durationMs }) => [
        Number(timeUnixNano) / 1e6 - START,
        kind,
        title,
        durationMs,
      ]),
    ).toEqual(TOLD.map(([afterMs, ...rest]) => [expect.closeTo(afterMs, 2), ...rest]));
    expect(isTruncated).toBe(false);
    expect(events.filter(({ severityNumber }) => severityNumber >= 17).map(({ title }) => title)).toEqual([
      'TypeError: x is not a function',
      'GET /told 500',
    ]);
    const error = events.find(({ kind }) => kind === 'error');
    expect(error?.attributes['exception.stacktrace']).toBe('y'.repeat(2000));
    expect(error?.attributes).not.toHaveProperty(['sightglass.exception.breadcrumbs']);
  });

  it('says that there is more than it tells', async () => {
    const { events, isTruncated, session } = await ask<'sessions/:id'>('sessions/many');
    expect([events.length, isTruncated, session.clicks]).toEqual([2000, true, 2100]);
    expect(events.map(({ title }) => title)).toEqual(Array.from({ length: 2000 }, (_, i) => `${i}`));
  });

  it('tells of its recordings, each chunk once', async () => {
    const { replays } = await ask<'sessions/:id'>('sessions/whole');
    expect(replays.toSorted((a, b) => (a.replayId < b.replayId ? 1 : -1))).toEqual([
      // Two events in the snapshot of three parts, one in each other chunk.
      { replayId: 'replay', startMs: START, endMs: START + 59_999, chunks: 60, events: 59, isComplete: true },
      { replayId: 'reload', startMs: START, endMs: START + 999, chunks: 1, events: 1, isComplete: true },
    ]);
    const [damagedOne] = (await ask<'sessions/:id'>('sessions/damaged')).replays;
    expect(damagedOne).toMatchObject({ chunks: 7, isComplete: false });
  });

  it('is not there under an id that nobody had', async () => {
    for (const path of ['sessions/nobody', 'sessions/nobody/replay?replay=replay']) {
      expect(await ask(path, 404)).toMatchObject({
        detail: expect.stringContaining('There is no session nobody here'),
      });
    }
  });
});

describe('a recording', () => {
  it('is kept once, and never as log lines', async () => {
    const { rows } = await server.store.query<{ lines: string; chunks: string }>(
      `SELECT toString((SELECT count() FROM otel.otel_logs WHERE EventName = 'sightglass.replay.chunk')) AS lines, toString((SELECT count() FROM otel.otel_replay)) AS chunks`,
    );
    expect(rows).toEqual([{ lines: '0', chunks: String(60 + 1 + damaged.length + large.length) }]);
  });

  it('comes in order, unpacked, its parts put together', async () => {
    const { items, next, missing, broken } = await replayOf('whole');
    expect({ next, missing, broken }).toEqual({ next: null, missing: [], broken: [] });
    const seqs = whole.map(({ seq }) => seq).filter((seq) => seq !== 21 && seq !== 22);
    expect(items).toEqual(
      seqs.map((seq) => ({
        seq,
        firstMs: START + seq * 1000,
        lastMs: START + (seq === 20 ? 22 : seq) * 1000 + 999,
        events: seq === 20 ? [SNAPSHOT, SNAPSHOT] : [eventAt(seq)],
      })),
    );
  });

  it('comes piece by piece, and is the same then', async () => {
    const all = (await replayOf('whole')).items;
    for (const limit of [1, 7, 20, 21]) {
      const items: typeof all = [];
      for (let next: number | null = null, isFirst = true; isFirst || next !== null; isFirst = false) {
        const piece: Answers['sessions/:id/replay'] = await replayOf(
          'whole',
          `&limit=${limit}${next === null ? '' : `&after=${next}`}`,
        );
        expect(piece.items.length).toBeLessThanOrEqual(limit);
        items.push(...piece.items);
        ({ next } = piece);
      }
      expect(items).toEqual(all);
    }
  });

  it.each([
    [0, 0],
    [999, 0],
    [15_000, 0],
    // The second snapshot has surely been taken when the last of its parts ends.
    [22_998, 0],
    [22_999, 20],
    [39_000, 20],
    [40_999, 40],
    [9_999_999, 40],
  ])('begins, for what was shown after %i ms, with the snapshot of chunk %i', async (afterMs, seq) => {
    const { items, missing } = await replayOf('whole', `&at=${START + afterMs}&limit=2`);
    expect([items[0]?.seq, missing]).toEqual([seq, []]);
  });

  it('says what is missing and what cannot be read, and goes on', async () => {
    const piece = await replayOf('damaged');
    expect(piece.items.map(({ seq, events }) => [seq, events])).toEqual(
      [1, 8, 2000].map((seq) => [seq, [eventAt(seq)]]),
    );
    expect(piece.broken).toEqual([
      { seq: 2, reason: 'it is not base64 of gzip' },
      { seq: 4, reason: `it holds more than ${8 * MEGABYTE} bytes` },
      { seq: 5, reason: 'it is not a list of events' },
      { seq: 6, reason: 'only 1 of its 3 parts are there' },
    ]);
    expect(piece.missing).toEqual([0, 3, 7, ...Array.from({ length: 997 }, (_, i) => 9 + i)]);
    expect(piece.next).toBeNull();
  });

  it('comes in answers of at most 8 MB', async () => {
    const first = await replayOf('large');
    expect([seqsOf(first), first.next]).toEqual([[0, 1], 1]);
    const second = await replayOf('large', '&after=1');
    expect([seqsOf(second), second.next]).toEqual([[2, 3], null]);
  });

  it('is empty under an id that is not its own', async () => {
    expect(await ask('sessions/whole/replay?replay=other')).toMatchObject({ items: [], next: null, missing: [] });
    expect(await ask('sessions/large/replay?replay=reload')).toMatchObject({ items: [], next: null });
  });
});

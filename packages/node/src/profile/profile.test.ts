import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { context, diag, DiagLogLevel, logs, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { Profile } from 'pprof-format';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FastContextManager } from '../tracer/context/context-manager.ts';
import { createFastTracerProvider } from '../tracer/fast-tracer-provider.ts';
import type * as Part from './index.ts';
import { profile } from './profile.ts';

// From the source as it is; the built agent loads the part from its own file.
vi.mock('../load-part.ts', async () => {
  const part = await vi.importActual<typeof Part>('./index.ts');
  return { loadPart: () => part };
});

let folder: string;
let events: LogRecord[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile-'));
  vi.stubEnv('SIGHTGLASS_PROFILE_DIR', join(folder, 'made'));
  events = [];
  const logger = { emit: (record: LogRecord) => void events.push(record), enabled: () => true };
  logs.setGlobalLoggerProvider({ getLogger: () => logger });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  logs.disable();
  diag.disable();
  await rm(folder, { recursive: true });
});

/** A profile as pprof's own messages, with the texts in place of their numbers. */
interface Read {
  readonly profile: Profile;
  readonly kinds: string[];
  /** Names of the functions of each sample from the inner to the outer, with its values and labels. */
  readonly samples: { stack: string[]; lines: number[]; values: number[]; labels: Record<string, string> }[];
}

async function read(file: string | undefined): Promise<Read> {
  const profile = Profile.decode(gunzipSync(await readFile(file ?? '')));
  const text = (at: number | bigint): string => profile.stringTable.strings[Number(at)] ?? '';
  const functions = new Map(profile.function.map((one) => [Number(one.id), one]));
  const locations = new Map(profile.location.map((one) => [Number(one.id), one]));
  return {
    profile,
    kinds: profile.sampleType.map(({ type, unit }) => `${text(type)} ${text(unit)}`),
    samples: profile.sample.map(({ locationId, value, label }) => {
      const lines = locationId.map((id) => locations.get(Number(id))?.line[0]);
      return {
        stack: lines.map((line) => text(functions.get(Number(line?.functionId))?.name ?? 0)),
        lines: lines.map((line) => Number(line?.line)),
        values: value.map(Number),
        labels: Object.fromEntries(label.map(({ key, str }) => [text(key), text(str)])),
      };
    }),
  };
}

let result = 0;
/** Computes in a local variable: what it would write elsewhere is garbage, whose collection counts apart. */
function busy(ms: number): void {
  let sum = 0;
  for (const until = performance.now() + ms; performance.now() < until;) {
    for (let step = 0; step < 10_000; step += 1) sum += Math.sqrt(step);
  }
  result = sum;
}

const turn = async (ms = 0): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Works until a profile is taken, with pauses in which its timer has its turn: few, since what the process does in them counts, too. */
async function workUntil<T>(taken: Promise<T>): Promise<T> {
  const work = { isDone: false };
  void taken.finally(() => (work.isDone = true));
  while (!work.isDone) {
    busy(200);
    await turn();
  }
  return taken;
}

describe('of the processor', () => {
  test('[PF-11] a busy function has 90 % of the samples and of the time, at 99 a second', async () => {
    const cpuBefore = process.cpuUsage();
    const taken = await workUntil(profile.cpu({ seconds: 2 }));
    const cpuMs = Object.values(process.cpuUsage(cpuBefore)).reduce((sum, micros) => sum + micros, 0) / 1000;
    const { kinds, samples, profile: pprof } = await read(taken?.file);
    expect(kinds).toEqual(['samples count', 'cpu nanoseconds']);
    const sumOf = (kind: number, all = samples): number =>
      all.reduce((sum, { values }) => sum + (values[kind] ?? 0), 0);
    const inBusy = samples.filter(({ stack }) => stack.includes('busy'));
    expect(sumOf(0, inBusy) / sumOf(0)).toBeGreaterThanOrEqual(0.9);
    expect(sumOf(1, inBusy) / sumOf(1)).toBeGreaterThanOrEqual(0.9);
    // A machine that others use too gives less than one processor; never more samples than were asked for.
    expect(sumOf(0)).toBeGreaterThan(20);
    expect(sumOf(0)).toBeLessThan(99 * ((taken?.durationMs ?? 0) / 1000) * 1.1 + 5);
    expect(cpuMs).toBeGreaterThan(0);
    expect(Number(pprof.period)).toBe(10_101_000);
    expect(Number(pprof.durationNanos) / 1e6).toBeCloseTo(taken?.durationMs ?? 0, 3);
    expect(Math.abs(Number(pprof.timeNanos) / 1e6 - Date.now())).toBeLessThan(60_000);
    expect(taken?.top[0]?.where).toMatch(/^busy \(.*profile\.test\.ts:\d+\)$/);
  });

  test('waiting is none of it', async () => {
    const taken = await profile.cpu({ seconds: 0.3 });
    const { samples } = await read(taken?.file);
    expect(samples.flatMap(({ stack }) => stack)).not.toContain('(idle)');
  });

  test('samples name the line that ran, and callers stand below', async () => {
    const taking = profile.cpu({ seconds: 0.5 });
    // Functions that V8 has not compiled yet: what it has made part of others before counts for those.
    const inner = (): number => {
      let sum = 0;
      for (let step = 0; step < 1e7; step += 1) sum += Math.sqrt(step);
      return sum;
    };
    const outer = (until: number): void => {
      while (performance.now() < until) result += inner();
    };
    outer(performance.now() + 600);
    const { samples } = await read((await taking)?.file);
    const found = samples.filter(({ stack }) => stack[0] === 'inner');
    expect(found.map(({ stack }) => stack.slice(0, 2))).toContainEqual(['inner', 'outer']);
    const lines = found.map(({ lines }) => lines[0]);
    expect(lines.every((line) => line !== undefined && line > 0)).toBe(true);
  });
});

describe('of the heap', () => {
  test('what was allocated meanwhile and is still held is told by who allocated it', async () => {
    const held: string[][] = [];
    function leak(): void {
      held.push(Array.from({ length: 1000 }, (_, at) => `${held.length}:${at}`));
    }
    const taking = profile.heap({ seconds: 0.5 });
    for (let round = 0; round < 200; round += 1) leak();
    const taken = await taking;
    const { kinds, samples, profile: pprof } = await read(taken?.file);
    expect(kinds).toEqual(['inuse_space bytes']);
    const bytesOf = (name?: string): number =>
      samples
        .filter(({ stack }) => name === undefined || stack.includes(name))
        .reduce((sum, { values }) => sum + (values[0] ?? 0), 0);
    // 200,000 texts of some 24 bytes and their places.
    expect(bytesOf('leak')).toBeGreaterThan(2e6);
    expect(bytesOf('leak') / bytesOf()).toBeGreaterThan(0.5);
    expect(Number(pprof.period)).toBe(128 * 1024);
    expect(held).toHaveLength(200);
  });
});

describe('belongs to spans', () => {
  beforeEach(() => void context.setGlobalContextManager(new FastContextManager()));
  afterEach(() => context.disable());

  const tracer = createFastTracerProvider({ resource: resourceFromAttributes({}), onChunk: () => {} }).getTracer('t');

  test('samples, span and event of a profile taken in a span name each other', async () => {
    const span = tracer.startSpan('request');
    const taken = await workUntil(
      context.with(trace.setSpan(context.active(), span), () => profile.cpu({ seconds: 0.3 })),
    );
    const { traceId, spanId } = span.spanContext();
    const { samples } = await read(taken?.file);
    expect(samples.length).toBeGreaterThan(0);
    expect(new Set(samples.map(({ labels }) => JSON.stringify(labels)))).toEqual(
      new Set([JSON.stringify({ trace_id: traceId, span_id: spanId })]),
    );
    expect((span as unknown as { attributes: object }).attributes).toEqual({ 'sightglass.profile.id': taken?.id });
    const [event] = events;
    expect(event).toMatchObject({
      eventName: 'profile.taken',
      attributes: {
        'sightglass.profile.id': taken?.id,
        'sightglass.profile.kind': 'cpu',
        'sightglass.profile.file': taken?.file,
      },
    });
    expect(trace.getSpanContext(event?.context ?? context.active())?.spanId).toBe(spanId);
    expect(event?.body).toMatch(/^\d+\.\d % busy \(/);
  });

  test('requests that are served meanwhile carry the id, later ones do not', async () => {
    const spans: { name: string; attributes: object }[] = [];
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const { storage } = await import('../tracer/context/storage.ts');
    // As the capture of HTTP does: the span becomes the current one in the channel.
    const begin = (): void => {
      const span = tracer.startSpan(`request ${spans.length}`);
      spans.push(span as unknown as { name: string; attributes: object });
      storage.enterWith(trace.setSpan(context.active(), span));
    };
    subscribe('http.server.request.start', begin);
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = async (): Promise<void> =>
      new Promise((resolve, reject) => {
        request({ port, host: '127.0.0.1', agent: false }, (response) => response.resume().on('end', resolve))
          .on('error', reject)
          .end();
      });
    const abort = new AbortController();
    const taking = profile.cpu({ signal: abort.signal });
    await ask();
    abort.abort();
    const taken = await taking;
    await ask();
    unsubscribe('http.server.request.start', begin);
    await new Promise((resolve) => server.close(resolve));
    expect(spans.map(({ attributes }) => attributes)).toEqual([{ 'sightglass.profile.id': taken?.id }, {}]);
  });
});

describe('when it cannot be taken', () => {
  const warnings: unknown[][] = [];
  beforeEach(() => {
    warnings.length = 0;
    const note = (...said: unknown[]): void => void warnings.push(said);
    const nothing = (): void => {};
    diag.setLogger(
      { warn: note, error: note, info: nothing, debug: nothing, verbose: nothing },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
  });

  test('a second one at the same time is refused, the first goes on', async () => {
    const first = profile.cpu({ seconds: 0.2 });
    expect(await profile.heap({ seconds: 0.2 })).toBeUndefined();
    expect((await first)?.kind).toBe('cpu');
    expect(warnings).toEqual([['profile.heap(): another profile is being taken; wait for its end']]);
  });

  test('wrong seconds are told', async () => {
    expect(await profile.cpu({ seconds: 0 })).toBeUndefined();
    expect(await profile.cpu({ seconds: Number.NaN })).toBeUndefined();
    expect(warnings[0]).toEqual([
      'profile.cpu(): seconds is 0; give a number above 0 and at most 600; no profile is taken',
    ]);
    expect(warnings).toHaveLength(2);
  });

  test('a folder that cannot be written is told, and the next profile can be taken', async () => {
    vi.stubEnv('SIGHTGLASS_PROFILE_DIR', '/proc/nowhere');
    expect(await profile.cpu({ seconds: 0.05 })).toBeUndefined();
    expect(warnings[0]?.[0]).toBe('the cpu profile was not taken');
    vi.stubEnv('SIGHTGLASS_PROFILE_DIR', join(folder, 'other'));
    expect(await profile.cpu({ seconds: 0.05 })).toBeDefined();
    expect(await readdir(join(folder, 'other'))).toHaveLength(1);
  });

  test('a signal that was aborted before takes none', async () => {
    expect(await profile.cpu({ signal: AbortSignal.abort() })).toBeUndefined();
    await expect(readdir(join(folder, 'made'))).rejects.toThrow('ENOENT');
  });
});

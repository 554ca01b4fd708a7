import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { context, type Context, logs, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS,
  ATTR_SIGHTGLASS_TAG,
  EVENT_EXCEPTION,
} from '@sightglass/api/semconv';
import type { LogRecord } from '@sightglass/otlp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addBreadcrumb, captureException, setTag, start, withScope } from './index.ts';
import type { NodeErrorsOptions } from './index.ts';

let stop: (() => unknown) | undefined;
afterEach(async () => {
  await stop?.();
  vi.unstubAllEnvs();
});

/** Starts, and gives what is sent. */
function sent(options: NodeErrorsOptions = {}): LogRecord[] {
  const records: LogRecord[] = [];
  const tracker = start({ emit: (record) => records.push(record), maxPerMinute: 1e5, ...options });
  stop = () => tracker.stop();
  return records;
}

function steps(record: LogRecord | undefined): unknown[] {
  const crumbs = record?.attributes?.[ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS] as { message: string }[] | undefined;
  return crumbs?.map(({ message }) => message) ?? [];
}

function tag(record: LogRecord | undefined): unknown {
  return record?.attributes?.[ATTR_SIGHTGLASS_TAG('who')];
}

async function serving<T>(answer: (url: string) => unknown, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    void Promise.resolve(answer(request.url ?? '')).then((status) => response.writeHead(Number(status) || 200).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a scope', () => {
  it('follows what is awaited and what is started, and stays apart from others of the same time', async () => {
    const records = sent();
    const job = (who: string): Promise<void> =>
      withScope(async (scope) => {
        scope.setTag('who', who);
        addBreadcrumb({ message: `${who} begins` });
        await wait(5);
        setTag('where', who);
        await new Promise<void>((resolve) => {
          setImmediate(() => {
            captureException(new Error(who));
            resolve();
          });
        });
      });
    await Promise.all(['a', 'b', 'c'].map(job));
    captureException(new Error('outside'));
    const told = records.map((record) => [record.attributes?.[ATTR_EXCEPTION_MESSAGE], tag(record), steps(record)]);
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        ['a', 'a', ['a begins']],
        ['b', 'b', ['b begins']],
        ['c', 'c', ['c begins']],
        ['outside', undefined, []],
      ]),
    );
  });

  it('has the steps that led to it, and keeps its own from what is around it', () => {
    const records = sent();
    addBreadcrumb({ message: 'before' });
    withScope(() => {
      addBreadcrumb({ message: 'inside' });
      captureException(new Error('inside'));
    });
    addBreadcrumb({ message: 'after' });
    captureException(new Error('after'));
    expect(records.map((record) => steps(record))).toEqual([
      ['before', 'inside'],
      ['before', 'after'],
    ]);
  });

  it('is one of its own for each request to a server, also of two at a time and on the same connection', async () => {
    const records = sent();
    setTag('program', 'shop');
    const answer = async (url: string): Promise<void> => {
      if (url !== '/nobody') setTag('who', url);
      addBreadcrumb({ message: url });
      await wait(5);
      captureException(new Error(`at ${url}`));
    };
    await serving(answer, async (origin) => {
      await Promise.all(['/a', '/b'].map((path) => fetch(origin + path)));
      await fetch(`${origin}/nobody`);
    });
    expect(records.map((record) => JSON.stringify([tag(record) ?? '', steps(record)])).toSorted()).toEqual([
      '["",["/nobody"]]',
      '["/a",["/a"]]',
      '["/b",["/b"]]',
    ]);
    expect(records.map((record) => record.attributes?.[ATTR_SIGHTGLASS_TAG('program')])).toEqual(
      records.map(() => 'shop'),
    );
  });
});

describe('breadcrumbs', () => {
  it('are the lines of the console, which are printed as before', () => {
    const shown = { price: 5, [inspect.custom]: () => (lines.info('inner'), 'shown') };
    let text = '';
    const lines = new Console(new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) }));
    const print = (): string => {
      text = '';
      lines.debug('order %d of %s', 7, 'today', { a: 1 });
      lines.warn(shown);
      lines.error(new TypeError('gone'));
      lines.log();
      return text;
    };
    let records: LogRecord[] = [];
    const [before, after] = [false, true].map((isOn) => {
      if (isOn) records = sent();
      return print();
    });
    expect(after).toBe(before);
    captureException(new Error('after'));
    expect(steps(records[0])).toEqual([
      'order 7 of today { a: 1 }',
      expect.stringContaining('price: 5'),
      'inner',
      'TypeError: gone',
      '',
    ]);
  });

  it('are requests of the program by fetch and node:http, without values of their query, and no telemetry', async () => {
    const records = sent();
    const origin = await serving(
      (url) => (url.includes('missing') ? 404 : 200),
      async (at) => {
        await fetch(`${at}/orders?token=secret`);
        await fetch(`${at}/v1/logs?batch=1`, { method: 'POST' });
        await new Promise((resolve) => {
          get(`${at}/missing?id=5`, (response) => response.resume().on('end', resolve));
        });
        return at;
      },
    );
    await fetch(`${origin}/gone`).catch(() => {});
    captureException(new Error('after'));
    expect(steps(records[0])).toEqual([
      `GET ${origin}/orders?token=REDACTED 200`,
      `GET ${origin}/missing?id=REDACTED 404`,
      expect.stringMatching(new RegExp(`^GET ${origin}/gone \\w*Error: `)),
    ]);
  });

  it('are none where they are not wanted, beside those of the program', async () => {
    const records = sent({ breadcrumbs: false });
    await serving(
      () => 200,
      (origin) => fetch(origin),
    );
    addBreadcrumb({ message: 'own' });
    captureException(new Error('after'));
    expect(steps(records[0])).toEqual(['own']);
  });
});

describe('where errors go', () => {
  it('is the logger provider of the program, also one that it registers later', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const tracker = start();
    stop = () => tracker.stop();
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
    try {
      captureException(new RangeError('told to the SDK'));
      const [record] = await vi.waitFor(() => {
        expect(exporter.getFinishedLogRecords()).toHaveLength(1);
        return exporter.getFinishedLogRecords();
      });
      expect(record).toMatchObject({ eventName: EVENT_EXCEPTION, severityNumber: 13 });
      expect(record?.attributes).toMatchObject({ [ATTR_EXCEPTION_TYPE]: 'RangeError' });
      expect(record?.instrumentationScope.name).toBe('@sightglass/errors');
    } finally {
      logs.disable();
    }
  });

  it('is the address in the environment where there is no provider', async () => {
    const bodies: string[] = [];
    const receiver = createServer((request, response) => {
      void request.toArray().then((parts) => {
        bodies.push(`${request.url} ${request.headers['x-sightglass-key'] as string} ${Buffer.concat(parts).length}`);
        response.end();
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    vi.stubEnv('SIGHTGLASS_ENDPOINT', `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
    vi.stubEnv('SIGHTGLASS_KEY', 'sg_ingest_1');
    const tracker = start();
    captureException(new Error('sent'));
    await tracker.stop();
    receiver.close();
    expect(bodies).toEqual([expect.stringMatching(/^\/v1\/logs\?\S+ sg_ingest_1 \d+$/)]);
  });

  it('is told in one clear error where an option is wrong', () => {
    expect(() => start({ endpoint: 'no address' })).toThrow(/endpoint .*http:\/\/localhost:4318.*"no address"/);
    expect(() => start({ sampleRatio: 2 })).toThrow('option sampleRatio is 2; give ');
  });
});

it('names the span in which it happened', () => {
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, self, ...given) => storage.run(active, () => run.apply(self as never, given)),
    bind: (_, target) => target,
    enable: () => context as never,
    disable: () => context as never,
  });
  try {
    const records = sent();
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    context.with(trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(span)), () => captureException(new Error('inside')));
    captureException(new Error('outside'));
    expect(records[0]).toMatchObject(span);
    expect(records[1]).not.toHaveProperty('traceId');
  } finally {
    context.disable();
  }
});

describe('listeners of the process', () => {
  const names = [
    'uncaughtException',
    'unhandledRejection',
    'uncaughtExceptionMonitor',
    'newListener',
    'removeListener',
  ];
  const counts = (): number[] => [...names.map((name) => process.listenerCount(name)), process.getMaxListeners()];

  it('of rejections are there only beside one of the program, in front of it, and all go when it stops', async () => {
    const before = counts();
    const own = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    sent();
    expect(process.getMaxListeners()).toBe(Number(before.at(-1)) + 1);
    expect(process.listenerCount('unhandledRejection')).toBe(0);
    const theirs = (): void => {};
    process.prependListener('unhandledRejection', theirs);
    await Promise.resolve();
    expect(process.listeners('unhandledRejection').indexOf(theirs)).toBe(1);
    process.off('unhandledRejection', theirs);
    expect(process.listenerCount('unhandledRejection')).toBe(0);
    process.on('unhandledRejection', theirs);
    expect(process.listenerCount('unhandledRejection')).toBe(2);
    await stop?.();
    expect(process.listeners('unhandledRejection')).toEqual([theirs]);
    process.off('unhandledRejection', theirs);
    for (const listener of own) process.on('unhandledRejection', listener);
    expect(counts()).toEqual(before);
  });
});

// The agent beside what else there is of OpenTelemetry in a program: contrib instrumentations, other copies of the API, parts
// written for the stock SDK.

import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../../test/kit/guard.ts';
import { createProgram, paths, runProgram } from './loaded-program.ts';
import type { Seen } from './loaded-program.ts';

const LIBRARIES = fileURLToPath(new URL('libraries/node_modules/', import.meta.url));
const OWN = fileURLToPath(new URL('../node_modules/', import.meta.url));

const ASK = `
const ask = async (server, path) => {
  await new Promise((resolve) => server.listening ? resolve() : server.once('listening', resolve));
  const answer = await fetch('http://127.0.0.1:' + server.address().port + path, { headers: { connection: 'close' } });
  await answer.text();
  await new Promise((resolve) => server.close(resolve));
};`;

const FILES: Readonly<Record<string, string>> = {
  // Contrib instrumentations of three libraries, made by the program after the agent has started.
  'contrib.cjs': `
    const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node');
    const all = Object.keys(JSON.parse(require('node:fs').readFileSync('node_modules/@opentelemetry/auto-instrumentations-node/package.json', 'utf8')).dependencies);
    const wanted = ['express', 'koa', 'undici'].map((name) => '@opentelemetry/instrumentation-' + name);
    const off = all.filter((name) => /instrumentation-/.test(name) && !wanted.includes(name));
    const made = getNodeAutoInstrumentations(Object.fromEntries(off.map((name) => [name, { enabled: false }])));
    console.log(made.map(({ instrumentationName }) => instrumentationName.replace(/.*-/, '')).sort().join(' '));
    const express = require('express');
    const Koa = require('koa');
    ${ASK}
    (async () => {
      const app = express();
      app.get('/items/:id', (request, response) => response.send('x'));
      await ask(app.listen(0, '127.0.0.1'), '/items/7');
      const koa = new Koa();
      koa.use(async function greet(context) { context.body = 'koa'; });
      await ask(koa.listen(0, '127.0.0.1'), '/');
    })();`,
  'by-hand.cjs': `
    const { trace, SpanKind } = require('@opentelemetry/api');
    const server = require('node:http').createServer((request, response) => {
      trace.getTracer('by hand').startActiveSpan('work', { attributes: { a: 1 } }, (span) => {
        response.end('x');
        span.end();
      });
    });
    ${ASK}
    void ask(server.listen(0, '127.0.0.1'), '/x?secret=1');`,
  // Loaded before the agent, and used: that makes the global object which all copies share.
  'first.cjs': `
    const { diag, DiagLogLevel } = require('@opentelemetry/api');
    diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.ERROR);
    require('@sightglass/node').start();
    require('./by-hand.cjs');`,
  'parts.cjs': `
    const { start } = require('@sightglass/node');
    const { AlwaysOnSampler, RandomIdGenerator } = require('@opentelemetry/sdk-trace');
    const parts = {
      spanProcessors: [{
        onStart: (span) => span.setAttribute('by.processor', true),
        onEnd: (span) => console.log('ended', span.name),
        forceFlush: async () => {},
        shutdown: async () => {},
      }],
      sampler: new AlwaysOnSampler(),
      idGenerator: { generateTraceId: () => 'c'.repeat(32), generateSpanId: () => new RandomIdGenerator().generateSpanId() },
    };
    const given = process.argv[2].split(',');
    start(Object.fromEntries(given.map((name) => [name, parts[name]])));
    require('./by-hand.cjs');`,
};

let folder: string;
let withOldApi: string;
beforeAll(async () => {
  folder = await createProgram(FILES);
  link(folder, '@opentelemetry/api', `${OWN}@opentelemetry/api`);
  link(folder, '@opentelemetry/sdk-trace', `${OWN}@opentelemetry/sdk-trace`);
  link(folder, '@opentelemetry/auto-instrumentations-node', `${LIBRARIES}@opentelemetry/auto-instrumentations-node`);
  link(folder, 'express', `${LIBRARIES}express`);
  withOldApi = await createProgram(FILES);
  link(withOldApi, '@opentelemetry/api', `${LIBRARIES}opentelemetry-api-1.9`);
});
afterAll(() => {
  removeFolder(folder);
  removeFolder(withOldApi);
});

function link(program: string, name: string, target: string): void {
  const at = join(program, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at, 'dir');
}

const REGISTER = ['--import', '@sightglass/node/register'];
/** Who made each span of one library: its scope without what all have in common. */
const scopes = ({ spans }: Seen, path: string): string[] =>
  spans.filter(({ name }) => name === path).map(({ scope }) => scope);

describe('contrib instrumentations', () => {
  test('work on the fast tracer, and no library is traced twice', async () => {
    const seen = await runProgram(folder, [...REGISTER, 'contrib.cjs']);
    expect(seen).toMatchObject({ code: 0, stdout: 'express koa undici\n', stderr: '' });
    const made = new Set(seen.spans.map(({ scope }) => scope));
    expect([...made].filter((scope) => scope.startsWith('@opentelemetry/')).sort((a, b) => a.localeCompare(b))).toEqual(
      [
        '@opentelemetry/instrumentation-express',
        '@opentelemetry/instrumentation-koa',
        '@opentelemetry/instrumentation-undici',
      ],
    );
    expect(made).not.toContain('@sightglass/node/express');
    expect(made).not.toContain('@sightglass/node/koa');
    expect(made).not.toContain('@sightglass/node/undici');
    // A client span, the server's below it, and there one span each of what the framework runs.
    expect(paths(seen.spans)).toEqual([
      'GET',
      'GET',
      'GET › GET',
      'GET › GET › middleware - greet',
      'GET › GET /items/:id',
      'GET › GET /items/:id › request handler',
    ]);
  });

  test('are told once each, to who asks', async () => {
    const { stderr } = await runProgram(folder, [...REGISTER, 'contrib.cjs'], { env: { OTEL_LOG_LEVEL: 'info' } });
    for (const name of ['express', 'koa', 'undici']) {
      expect(stderr.split(`sightglass info: ${name} is left to @opentelemetry/instrumentation-${name},`)).toHaveLength(
        2,
      );
    }
  });
});

describe('another copy of the API in the program, version 1.9', () => {
  test.each([
    { when: 'loaded after the agent', args: [...REGISTER, 'by-hand.cjs'] },
    { when: 'loaded and used before the agent', args: ['first.cjs'] },
    { when: 'preloaded and used before the agent', args: ['--require', './first.cjs', 'first.cjs'] },
  ])('its spans arrive below ours: $when', async ({ args }) => {
    const seen = await runProgram(withOldApi, args);
    expect(seen).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const found = paths(seen.spans);
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(new Set(found)).toEqual(new Set(['GET', 'GET › GET', 'GET › GET › work']));
  });
});

describe('the stock SDK', () => {
  test('makes the spans with SIGHTGLASS_TRACER=stock, and they are the same', async () => {
    const fast = await runProgram(folder, [...REGISTER, 'by-hand.cjs']);
    const stock = await runProgram(folder, [...REGISTER, 'by-hand.cjs'], { env: { SIGHTGLASS_TRACER: 'stock' } });
    expect(stock).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(paths(stock.spans)).toEqual(paths(fast.spans));
    const keys = ({ spans }: Seen): string[] =>
      spans.map(({ name, kind, attributes }) => `${name} ${kind} ${Object.keys(attributes).sort().join(' ')}`).sort();
    expect(keys(stock)).toEqual(keys(fast));
    expect(JSON.stringify(stock.spans)).not.toContain('secret=1');
  });

  test('is not loaded unless it is asked for', async () => {
    const loaded =
      '--eval=require("./by-hand.cjs"); console.log(Object.keys(require.cache).some((file) => file.endsWith("stock.cjs")))';
    const asked = (env: Record<string, string>): Promise<Seen> => runProgram(folder, [...REGISTER, loaded], { env });
    expect((await asked({})).stdout).toBe('false\n');
    expect((await asked({ SIGHTGLASS_TRACER: 'stock' })).stdout).toBe('true\n');
  });

  test.each([
    ['spanProcessors', 'ended work\n', /because the program brings Object/],
    ['sampler', '', /because the program brings sampler AlwaysOnSampler/],
    ['idGenerator', '', /because the program brings id generator Object/],
  ])('is chosen for %s of the program, told in one line', async (part, printed, told) => {
    const quiet = await runProgram(folder, ['parts.cjs', part]);
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
    expect(quiet.stdout).toContain(printed);
    expect(paths(quiet.spans)).toEqual(['GET', 'GET › GET', 'GET › GET › work']);
    expect(quiet.spans.some(({ attributes }) => attributes['by.processor'] === true)).toBe(part === 'spanProcessors');
    expect(quiet.spans.some(({ traceId }) => traceId === 'c'.repeat(32))).toBe(part === 'idGenerator');
    const { stderr } = await runProgram(folder, ['parts.cjs', part], { env: { OTEL_LOG_LEVEL: 'info' } });
    expect(stderr.split('\n').filter((line) => line.includes('the stock OpenTelemetry SDK makes'))).toEqual([
      expect.stringMatching(told),
    ]);
  });

  test('writes to the console where that is a destination', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'otlp,console', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const seen = await runProgram(folder, [...REGISTER, 'by-hand.cjs'], { env });
    expect(seen.stdout).toContain("name: 'work'");
    expect(scopes(seen, 'work')).toEqual(['by hand']);
  });
});

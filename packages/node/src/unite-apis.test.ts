import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { amongCopies, API_VERSION } from './unite-apis.ts';

const KEY = Symbol.for('opentelemetry.js.api.1');
const holder: typeof globalThis & { [KEY]?: Record<string, unknown> } = globalThis;

afterEach(() => {
  delete holder[KEY];
});

const register = (): boolean => trace.setGlobalTracerProvider({ getTracer: () => trace.getTracer('none') });

test('the version that is written here is that of the copy in this agent', () => {
  const entry = createRequire(import.meta.url).resolve('@opentelemetry/api');
  const manifest = readFileSync(entry.replace(/dist.*/, 'package.json'), 'utf8');
  expect((JSON.parse(manifest) as { version: string }).version).toBe(API_VERSION);
});

test.each(['1.4.0', '1.9.1'])('a copy of %s that registered something first does not keep ours out', (version) => {
  const logger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };
  holder[KEY] = { version, diag: logger };
  expect(amongCopies(register)).toBe(true);
  // Copies read what a version with their own minor or a higher one has registered.
  expect(holder[KEY]).toMatchObject({ version: API_VERSION, diag: logger });
  expect(holder[KEY]['trace']).toBeDefined();
});

test('a newer copy that registered something first still finds what we register', () => {
  holder[KEY] = Object.defineProperty({}, 'version', { value: '1.42.0', enumerable: true, writable: false });
  expect(amongCopies(register)).toBe(true);
  expect(holder[KEY]['version']).toBe('1.42.0');
  expect(holder[KEY]['trace']).toBeDefined();
  // And ours goes on reading it.
  const active = ROOT_CONTEXT.setValue(createContextKey('theirs'), true);
  holder[KEY] = { ...holder[KEY], context: { active: () => active } };
  expect(context.active()).toBe(active);
});

test('an SDK of another copy keeps its place', () => {
  const provider = {};
  holder[KEY] = { version: '1.9.0', trace: provider };
  expect(amongCopies(register)).toBe(false);
  expect(holder[KEY]['trace']).toBe(provider);
});

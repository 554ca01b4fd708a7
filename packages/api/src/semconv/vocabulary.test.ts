import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as stable from '@opentelemetry/semantic-conventions';
import * as all from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, test } from 'vitest';
import { eventsDocument, readConstants } from '../../scripts/events-doc.ts';
import * as vocabulary from './index.ts';

const FILES = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
  .map((file) => file.replace('.ts', ''));
const NAMED = FILES.filter((file) => !['scopes', 'values'].includes(file)).flatMap((file) => readConstants(file));
const from = (module: object, constant: string): unknown => (module as Record<string, unknown>)[constant];
const text = (value: unknown): unknown =>
  typeof value === 'function' ? (value as (key: string) => string)('<k>') : value;

test('docs/events.md is what the constants say', () => {
  expect(readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8')).toBe(eventsDocument());
});

test('the index exports every constant, each under its own name', () => {
  expect(NAMED.length).toBeGreaterThan(400);
  for (const { constant, name } of NAMED) {
    const prefix = /^(ATTR|EVENT|METRIC)_/.exec(constant)?.[0] ?? 'no prefix';
    expect([constant, text(from(vocabulary, constant))]).toEqual([constant, name.replace(/<\w+>/, '<k>')]);
    const spelled = name
      .replace(/\.?<\w+>/, '')
      .replaceAll(/[^a-z0-9]/gi, '_')
      .toUpperCase();
    expect(constant).toBe(prefix + spelled);
  }
  const values = NAMED.map(({ constant, name }) => `${constant.split('_')[0]} ${name}`);
  expect(new Set(values).size).toBe(values.length);
});

describe('beside the package of OpenTelemetry itself', () => {
  test('it is the package of the conventions 1.45', () => {
    const entry = createRequire(import.meta.url).resolve('@opentelemetry/semantic-conventions');
    const { version } = JSON.parse(readFileSync(new URL('../package.json', pathToFileURL(entry)), 'utf8')) as {
      version: string;
    };
    expect(version).toMatch(/^1\.45\./);
  });

  test('what is said to be OpenTelemetry’s has its name there, and its stability', () => {
    for (const { constant, comment } of NAMED.filter((one) => !one.comment.includes('; ours]'))) {
      const theirs = from(stable, constant) ?? from(all, constant);
      expect([constant, text(from(vocabulary, constant))]).toEqual([constant, text(theirs)]);
      expect([constant, comment.includes('; OTel stable]')]).toEqual([constant, from(stable, constant) !== undefined]);
    }
  });

  test('what is said to be ours has no name there', () => {
    for (const { constant, name } of NAMED.filter((one) => one.comment.includes('; ours]'))) {
      expect([constant, from(all, constant)]).toEqual([constant, undefined]);
      expect(Object.values(all)).not.toContain(name);
    }
  });
});

test('every name of the event table is reserved, another is not', () => {
  const events = readConstants('events');
  expect(events.length).toBeGreaterThan(20);
  for (const { name } of events) expect([name, vocabulary.isReservedEventName(name)]).toEqual([name, true]);
  expect(vocabulary.isReservedEventName('order.placed')).toBe(false);
  expect(vocabulary.isReservedEventName('constructor')).toBe(false);
});

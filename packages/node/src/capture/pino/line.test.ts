import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LogRecord } from '@opentelemetry/api';
import { pino } from 'pino';
import type { Logger, LoggerOptions } from 'pino';
import { expect, test } from 'vitest';
import type { CaptureTools } from '../capture.ts';
import { createPinoListener } from './line.ts';

const CHANNEL = 'tracing:pino_asJson:end';

/** What is sent of what the script logs. */
function sent(options: LoggerOptions, script: (logger: Logger) => void): LogRecord[] {
  const records: LogRecord[] = [];
  const tools = {
    logger: { emit: (record: LogRecord) => records.push(record), enabled: () => true },
    settings: { logs: { maskSecrets: true, injectTraceContext: false } },
  };
  const listener = createPinoListener(tools as unknown as CaptureTools);
  subscribe(CHANNEL, listener);
  try {
    script(pino(options, { write: () => {} }));
  } finally {
    unsubscribe(CHANNEL, listener);
  }
  return records;
}

/** Lines whose fields need not be read from what is printed, and lines that must be. */
function script(logger: Logger): void {
  logger.info('alone');
  logger.info({ a: 1, b: true, c: 'text', none: undefined }, 'simple');
  logger.info({ a: 1, deep: { token: 't', list: [1] } }, 'deep');
  logger.warn({ odd: Number.NaN, fn: () => {}, big: 10n }, 'odd');
  logger.error(Object.assign(new RangeError('failed'), { stack: 'stack of it' }));
  logger.info({ level: 'mine', time: 5, pid: 6, msg: 'inner', password: 'p' }, 'outer');
  logger.info({ password: 'p', message: 'm' });
  logger.info('%s of %d', 'one', 7);
  const child = logger.child({ part: 'cart', secret: 's', order: { id: 7 } });
  child.info('in a child');
  child.info({ part: 'own', n: 1 }, 'overwritten');
  child.child({ more: 1 }, { msgPrefix: '[more] ' }).info({ x: 'y' }, 'prefixed');
  child.child({}, { serializers: { n: (n: number) => n * 2 } }).info({ n: 4 }, 'serialized');
  child.child({}, { redact: ['n'] }).info({ n: 4 }, 'redacted');
  logger.info({ 'ü"': '€', '': 1 }, 'ö');
}

test('lines are the same whether they are read from what was given or from what is printed', () => {
  const given = sent({}, script);
  // Any formatter makes pino print something else than was given, for all that we know.
  const printed = sent({ formatters: { log: (fields) => fields } }, script);
  expect(given).toEqual(printed);
  expect(given).toHaveLength(14);
  expect(given.map(({ body }) => body)).toContain('[more] prefixed');
  const told = Object.fromEntries(given.map(({ body, attributes }) => [String(body), attributes]));
  expect(told['simple']).toEqual({ a: 1, b: true, c: 'text' });
  expect(told['in a child']).toEqual({ part: 'cart', secret: 'REDACTED', order: { id: 7 } });
  expect(told['overwritten']).toEqual({ part: 'own', secret: 'REDACTED', order: { id: 7 }, n: 1 });
  expect(told['serialized']).toMatchObject({ n: 8 });
  expect(told['redacted']).toMatchObject({ n: '[Redacted]' });
  expect(told['failed']).toMatchObject({ 'exception.stacktrace': 'stack of it' });
});

test('options that change the line are seen', () => {
  expect(sent({ nestedKey: 'fields' }, (logger) => logger.info({ a: 1 }, 'nested'))[0]?.attributes).toEqual({
    fields: { a: 1 },
  });
  const mixed = sent({ mixin: () => ({ mixed: 'in' }), messageKey: 'text' }, (logger) =>
    logger.info({ a: 1 }, 'mixed'),
  );
  expect(mixed[0]).toMatchObject({ body: 'mixed', attributes: { a: 1, mixed: 'in' } });
  const redacted = sent({ redact: { paths: ['*.card', 'card'], censor: '#' } }, (logger) =>
    logger.info({ card: 'c', user: { card: 'c' } }, 'redacted'),
  );
  expect(redacted[0]?.attributes).toEqual({ card: '#', user: { card: '#' } });
});

test('loggers bound to something each are told apart, however many there are', () => {
  const records = sent({}, (logger) => {
    for (let id = 0; id < 1000; id++) logger.child({ id }).info('request');
  });
  expect(records.map(({ attributes }) => attributes?.['id'])).toEqual(Array.from({ length: 1000 }, (_, id) => id));
});

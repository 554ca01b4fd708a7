import type { LogRecord } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { CaptureTools } from '../capture.ts';
import { addException, createLines } from './line.ts';
import type { Fields, Lines } from './line.ts';

function createTried(onEmit: (record: LogRecord) => void, maskSecrets = true): Lines {
  const tools = {
    logger: { emit: onEmit, enabled: () => true },
    settings: { logs: { maskSecrets, injectTraceContext: false } },
  };
  return createLines(tools as unknown as CaptureTools);
}

const line = (body: string) => () => ({ body, attributes: {} });

test('a line that is logged while another is sent is left out, the next one is sent', () => {
  const sent: unknown[] = [];
  const lines = createTried(({ body }) => {
    sent.push(body);
    // As a diag logger does that prints by the program's own.
    lines.send(line('inner'));
    if (body === 'broken') throw new Error('no');
  });
  lines.send(line('first'));
  expect(() => lines.send(line('broken'))).toThrow('no');
  lines.send(line('second'));
  expect(sent).toEqual(['first', 'broken', 'second']);
});

test('fields are copies with secrets masked, unless that is not wanted', () => {
  const given = { password: 'p', user: { token: 't', name: 'ann' } };
  const added = (lines: Lines): Fields => {
    const attributes: Fields = {};
    for (const [name, value] of Object.entries(given)) lines.add(attributes, name, value);
    return attributes;
  };
  expect(added(createTried(() => {}))).toEqual({ password: 'REDACTED', user: { token: 'REDACTED', name: 'ann' } });
  expect(given.user.token).toBe('t');
  expect(added(createTried(() => {}, false))).toEqual(given);
});

test('an error is told by the names of OpenTelemetry, what else it holds by its own', () => {
  const lines = createTried(() => {});
  const failure = Object.assign(new RangeError('too much'), { code: 'E_MUCH', token: 't', signal: undefined });
  const attributes: Fields = {};
  expect(addException(lines, attributes, 'err', failure)).toBe(true);
  expect(attributes).toEqual({
    'exception.type': 'RangeError',
    'exception.message': 'too much',
    'exception.stacktrace': failure.stack,
    err: { code: 'E_MUCH', token: 'REDACTED' },
  });
  for (const none of ['text', null, { message: 'no stack' }]) {
    expect(addException(lines, attributes, 'other', none)).toBe(false);
  }
});

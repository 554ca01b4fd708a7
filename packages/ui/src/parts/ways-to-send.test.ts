import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { waysFromPages, waysToSend } from './ways-to-send.ts';

const ORIGIN = 'https://sight.example:4318';

test('every way names the server and the key, and no key where none is asked for', () => {
  for (const { text } of waysToSend(ORIGIN, 'sg_ingest_x')) {
    expect(text).toContain(ORIGIN);
    expect(text).toMatch(/x-sightglass-key[=:] ?sg_ingest_x/);
  }
  for (const { text } of waysToSend(ORIGIN, null))
    expect(text).not.toMatch(/x-sightglass-key|OTLP_HEADERS|headers:|YOUR_/);
});

test('from a page, too', () => {
  for (const { text } of waysFromPages(ORIGIN, 'sg_browser_x')) {
    expect(text).toContain(ORIGIN);
    expect(text).toMatch(/(?:data-key="|key: ')sg_browser_x/);
  }
  for (const { text } of waysFromPages(ORIGIN, null)) expect(text).not.toMatch(/\bkey|YOUR_/);
});

test('the line for curl is one that a shell reads as it is meant: a log record of now, to the right door', () => {
  const text = waysToSend(ORIGIN, 'sg_ingest_x').at(-1)?.text ?? '';
  // In place of curl something that writes down what it was given, an argument a line.
  const given = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${text}`], { encoding: 'utf8' });
  const [url, , type, , key, , body = ''] = given.trimEnd().split('\n');
  expect([url, type, key]).toEqual([
    `${ORIGIN}/v1/logs`,
    'content-type: application/json',
    'x-sightglass-key: sg_ingest_x',
  ]);
  const { resourceLogs } = JSON.parse(body) as {
    resourceLogs: { scopeLogs: { logRecords: { timeUnixNano: string; body: object }[] }[] }[];
  };
  const record = resourceLogs[0]?.scopeLogs[0]?.logRecords[0];
  expect(record?.body).toEqual({ stringValue: 'Hello' });
  expect(Math.abs(Number(BigInt(record?.timeUnixNano ?? 0) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
});

import { fileURLToPath } from 'node:url';
import type { LogRecord } from '@sightglass/otlp';
import { expect, it } from 'vitest';
import { startProgram } from '../../../test/kit/processes.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const NODE_22 = fileURLToPath(new URL('../../../node_modules/node22/bin/node', import.meta.url));

it.each([
  ['this Node', process.execPath],
  ['Node 22', NODE_22],
])('what nobody catches in a request has its user, its steps and its trace, in %s', async (_, node) => {
  const args = ['--conditions=@sightglass/source', '--no-warnings', fixture('service.mjs')];
  const { exited, output } = startProgram(node, args, { env: { PATH: process.env['PATH'] } });
  expect(await exited).toBe(1);
  expect(output.stderr).toContain('Error: thrown for throws');
  const lines = output.stdout.split('\n').filter((line) => line.startsWith('{'));
  const told = lines.map((line) => {
    const { severityNumber, traceId, attributes = {} } = JSON.parse(line) as LogRecord;
    const crumbs = (attributes['sightglass.exception.breadcrumbs'] ?? []) as { message: string }[];
    return {
      message: attributes['exception.message'],
      severityNumber,
      user: attributes['user.id'],
      trace: traceId?.[0],
      steps: crumbs.map(({ message }) => message),
    };
  });
  expect(told).toEqual([
    // The program goes on where its parent listens to the thread.
    { message: 'thrown in a thread', severityNumber: 17, user: undefined, trace: undefined, steps: [] },
    {
      message: 'rejected for rejects',
      severityNumber: 17,
      user: 'rejects',
      trace: '2',
      steps: ['request of rejects'],
    },
    { message: 'thrown for throws', severityNumber: 21, user: 'throws', trace: '3', steps: ['request of throws'] },
  ]);
});

it.each([
  ['also behind more errors than may be sent', 'sent', ['the end']],
  ['also if it was captured by hand, and one too many', 'seen', ['the end']],
  ['unless it is ignored', 'ignored', []],
  ['unless beforeSend does not want it, which is asked once', 'refused', ['asked']],
])('what ends the program is sent, %s', async (_, way, last) => {
  const args = ['--conditions=@sightglass/source', '--no-warnings', fixture('storm.mjs'), way];
  const { exited, output } = startProgram(process.execPath, args, { env: { PATH: process.env['PATH'] } });
  expect(await exited).toBe(1);
  const messages = output.stdout.split('\n').filter((line) => line !== '');
  expect(messages.slice(5)).toEqual(last);
  expect(messages.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/^storm/)));
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../../../test/kit/guard.ts';
import { createProgram, paths, runProgram } from './loaded-program.ts';

/** One test, in which Koa answers a request. Jest loads what is tested, Koa too, by a module system of its own, past every hook. */
const TESTED = `
  const Koa = require('koa');
  test('koa answers', async () => {
    const koa = new Koa();
    koa.use((context) => { context.body = 'koa'; });
    const server = koa.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const answer = await fetch('http://127.0.0.1:' + server.address().port, { headers: { connection: 'close' } });
    expect(await answer.text()).toBe('koa');
    await new Promise((resolve) => server.close(resolve));
  });`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"name":"program","jest":{"testEnvironment":"node"}}',
  'plain.test.js': TESTED,
  'starts.test.js': `const { start } = require('@sightglass/node');
    const agent = start();
    ${TESTED}
    afterAll(() => agent.stop());`,
};

let folder: string;
beforeAll(async () => {
  folder = await createProgram(FILES);
});
afterAll(() => removeFolder(folder));

const JEST = ['node_modules/jest/bin/jest.js', '--ci'];
const REGISTER = '--import @sightglass/node/register';

test.each([
  { what: 'one process preloaded by --import', args: [...REGISTER.split(' '), ...JEST, '--runInBand', 'plain'] },
  {
    what: 'workers preloaded by NODE_OPTIONS',
    args: [...JEST, '--workers=2', 'plain'],
    env: { NODE_OPTIONS: REGISTER },
  },
  { what: 'a test that calls start()', args: [...JEST, 'starts'] },
])('requests of what Jest tests are seen in $what', async ({ args, env = {} }) => {
  const { spans, ...ended } = await runProgram(folder, args, { env });
  expect(ended).toMatchObject({ code: 0, stdout: '' });
  expect(ended.stderr).toMatch(/✓ koa answers[\s\S]*Tests: +1 passed, 1 total/);
  expect(paths(spans)).toEqual(['GET', 'GET › GET']);
});

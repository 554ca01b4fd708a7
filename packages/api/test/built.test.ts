import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const bin = path.join(packageFolder, '../../node_modules/.bin');

/** Inside the package, so that what is built finds OpenTelemetry's packages as a user's copy does. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(packageFolder, 'test/built-'));
  await run(path.join(bin, 'tsdown'), ['--out-dir', folder], { cwd: packageFolder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fixture = (name: string): string => path.join(packageFolder, 'test/fixtures', name);

test('the ESM and the CommonJS build record into the same SDK, one stream a name', async () => {
  const { stdout, stderr } = await run(process.execPath, [fixture('two-copies.mjs'), folder]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    copies: 2,
    scopes: ['@sightglass/api'],
    metrics: [['both', [[{ from: 'anywhere' }, 5]]]],
    spans: ['esm', 'cjs'],
    sameNames: true,
    count: expect.any(Number),
  });
});

test('@traced works on methods as TypeScript compiles them, with the types that are built', async () => {
  const source = path.join(folder, 'decorated.ts');
  const code = await readFile(fixture('decorated.ts'), 'utf8');
  await writeFile(source, code.replace('../../src/index.ts', './index.js'));
  const options =
    '--ignoreConfig --strict --target es2022 --module nodenext --types node --skipLibCheck --outDir'.split(' ');
  const { stdout: complaints } = await run(path.join(bin, 'tsc'), [...options, folder, source]).catch((error) => error);
  expect(complaints).toBe('');
  const { stdout } = await run(process.execPath, [path.join(folder, 'decorated.js')]);
  expect(JSON.parse(stdout)).toEqual({
    paid: 10,
    refused: 'RangeError: negative',
    spans: [
      ['checkout.static', 'UNSET'],
      ['checkout.price', 'UNSET'],
      ['checkout.pay', 'UNSET'],
      ['checkout.pay', 'ERROR'],
    ],
  });
});

test('without an SDK, wrong use of every method leaves output and exit code as they were', async () => {
  const program = `
    import { monitor } from ${JSON.stringify(path.join(folder, 'index.js'))};
    monitor.gauge('', NaN);
    monitor.increment(undefined, -1);
    monitor.decrement('a', {});
    monitor.histogram(5, 'x');
    monitor.timing('a', -1);
    monitor.event('exception', 5);
    monitor.timer(null)(7);
    monitor.counter().bind().increment(-1);
    process.stdout.write(monitor.time('a', () => 'the program goes on'));
  `;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', program]);
  expect({ stdout, stderr }).toEqual({ stdout: 'the program goes on', stderr: '' });
});

test('no build imports anything but OpenTelemetry’s API, so that it runs in a browser', async () => {
  for (const file of ['index.js', 'semconv/index.js', 'index.cjs', 'semconv/index.cjs']) {
    const code = await readFile(path.join(folder, file), 'utf8');
    const imported = [...code.matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, name]) => name);
    expect(imported.filter((name) => !name?.startsWith('.') && name !== '@opentelemetry/api')).toEqual([]);
  }
});

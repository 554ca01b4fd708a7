/** What the documentation says is so: its commands are run, its options and variables are those of the programs. */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { until } from './kit/until.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const variablesIn = (text: string): Set<string> => new Set(text.match(/\bSIGHTGLASS_[A-Z_]*[A-Z]\b/g));

/** The code blocks of a page in one language. */
const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);

describe('the options of the server', () => {
  const page = read('docs/server/options.md');
  let help: string;
  beforeAll(async () => {
    const cli = join(root, 'packages/server/src/cli.ts');
    help = (await run(process.execPath, ['--conditions=@sightglass/source', cli, '--help'])).stdout;
  });

  it('are on their page, all of them and no others', () => {
    const optionsIn = (text: string): Set<string> =>
      new Set(text.match(/^ *\|? ?`?--[a-z][a-z-]*/gm)?.map((line) => line.replace(/^.*--/, '')));
    const listed = optionsIn(help);
    listed.delete('help');
    listed.delete('version');
    expect(optionsIn(page)).toEqual(listed);
    expect(variablesIn(page)).toEqual(variablesIn(help));
  });

  it('are commands, too', () => {
    const commandsIn = (text: string, before: string): Set<string> =>
      new Set(text.match(new RegExp(`(?<=${before})(?:keys|projects) [a-z]+`, 'g')));
    expect(commandsIn(page, '`')).toEqual(commandsIn(help, 'sightglass-server '));
  });
});

it('every variable that the agent reads is documented', () => {
  const source = readdirSync(join(root, 'packages/node/src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => read(join('packages/node/src', file)))
    .join('\n');
  const readBySource = source.match(/(?<=['"])SIGHTGLASS_[A-Z_]+(?=['"])/g) ?? [];
  expect(readBySource.length).toBeGreaterThan(5);
  const pages = readdirSync(join(root, 'docs/sdk')).filter((file) => file.startsWith('node'));
  const texts = ['packages/node/README.md', ...pages.map((file) => join('docs/sdk', file))].map(read);
  const documented = variablesIn(texts.join('\n'));
  expect(readBySource.filter((name) => !documented.has(name))).toEqual([]);
});

describe('against a server', () => {
  let server: TemporaryServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTemporary();
    folder = temporaryFolder('docs');
    // The metric that the page asks for.
    const point = { asInt: '3', timeUnixNano: `${Date.now()}000000`, startTimeUnixNano: `${Date.now() - 1000}000000` };
    const metric = { name: 'orders', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } };
    await fetch(`${server.url}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [metric] }] }] }),
    });
    await server.store.flush();
  });
  afterAll(async () => {
    await server?.close();
    removeFolder(folder);
  });

  it('the program of "Start in five minutes" is seen when it runs with the agent', async () => {
    const [program = ''] = blocks(read('docs/start.md'), 'js');
    const file = join(folder, 'app.mjs');
    writeFileSync(file, program);
    const agent = pathToFileURL(join(root, 'packages/node/dist/register.cjs')).href;
    const { stdout } = await run(process.execPath, ['--import', agent, file], {
      env: { ...process.env, SIGHTGLASS_ENDPOINT: server.url, SIGHTGLASS_SERVICE: 'first' },
    });
    expect(stdout.trim().split(/\s+/)).toEqual(Array.from({ length: 5 }, () => 'hello'));
    await until(20_000, async () => {
      const answer = await fetch(`${server.url}/api/v1/services?service=first`);
      const { items } = (await answer.json()) as { items: { requests: number }[] };
      return items[0]?.requests === 5 ? true : undefined;
    });
  });

  it.each(blocks(read('docs/server/api.md'), 'sh').flatMap((block) => block.trim().split(/\n(?=curl)/)))(
    '%s',
    async (command) => {
      const here = command.replaceAll('http://127.0.0.1:4318', server.url);
      expect(here).toContain(server.url);
      const isStream = here.includes('/live');
      const asked = run('bash', [
        '-c',
        here.replace('curl', `curl --fail-with-body --silent --max-time ${isStream ? 2 : 30}`),
      ]);
      // A stream has no end: curl leaves after its time, having been answered.
      const answered = await asked.then(
        ({ stdout }) => stdout,
        (error: { code: number; stdout: string }) =>
          isStream && error.code === 28 ? error.stdout : Promise.reject(error),
      );
      expect(answered).toMatch(isStream ? /^(?:event|id|data|:)/m : /^\{/);
    },
  );
});

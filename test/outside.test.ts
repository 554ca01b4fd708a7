/** A user from outside: every package packed and installed with npm into an empty project, and tried in the ways people run JavaScript. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './kit/browser.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { installLibraries } from './kit/libraries.ts';
import { PACKAGES, packAll } from './kit/packed.ts';
import { type Program, shown, startProgram, stopProgram } from './kit/processes.ts';
import { until } from './kit/until.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const NODES = [
  { node: '22', folder: join(root, 'node_modules', 'node22', 'bin') },
  { node: '24', folder: join(root, 'node_modules', 'node', 'bin') },
] as const;
const LIBRARIES = join(root, 'packages', 'node', 'test', 'libraries');
/** What strangers work with, and where it is installed already: to have npm do so again takes longer than all the rest. */
const TOOLS: Readonly<Record<string, string>> = {
  jest: LIBRARIES,
  vitest: root,
  typescript: root,
  '@types/node': root,
  react: join(root, 'packages', 'browser'),
  vue: join(root, 'packages', 'browser'),
};

/** The first JavaScript program of a README, as a reader would paste it into a file. */
function readmeProgram(name: string): string {
  const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error(`packages/${name}/README.md has no \`\`\`js block`);
  return program;
}

/** The environment of this machine, but for what this test run has put into it. */
async function strangersEnv(path: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const isOfThisRun = /^(?:VITEST|NODE_|npm_|TEST$|MODE$|DEV$|PROD$|BASE_URL$|SSR$)/;
  const own = Object.entries(process.env).filter(([name]) => name === 'NODE_EXTRA_CA_CERTS' || !isOfThisRun.test(name));
  // npm looks for the machine's settings beside the Node that runs it; another Node must still find them.
  const { stdout } = await run('npm', ['config', 'get', 'globalconfig'], { cwd: folder });
  const PATH = [...path, process.env['PATH'] ?? ''].join(delimiter);
  return { ...Object.fromEntries(own), PATH, npm_config_globalconfig: stdout.trim() };
}

/** What Node 22 itself says to whoever uses `node:sqlite`. */
const SQLITE_IS_NEW = /^\(node:\d+\) ExperimentalWarning: SQLite .*\n\(Use `node --trace-warnings .*\n/;

let folder: string;
let project: string;

// Once for all, by the oldest Node: the others find the same in it.
beforeAll(async () => {
  folder = temporaryFolder('outside');
  const tarballs = (await packAll(folder)).values();
  await installLibraries(LIBRARIES);
  // Above the project, where all look for what it does not have itself, but npm.
  for (const [name, where] of Object.entries(TOOLS)) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(where, 'node_modules', name), path);
  }
  project = join(folder, 'project');
  mkdirSync(project);
  cpSync(join(root, 'test', 'stranger'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'stranger', private: true }));
  const env = await strangersEnv([NODES[0].folder]);
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...options, ...tarballs], { cwd: project, env });
}, 300_000);
afterAll(() => removeFolder(folder));

describe.each(NODES)('on Node $node', ({ node, folder: nodeFolder }) => {
  let env: NodeJS.ProcessEnv;
  let server: Program;
  let url: string;

  /** Runs a program of the project as its user would, and gives back what it wrote to stdout. */
  const use = async (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
    const { stdout } = await run(command, args, { cwd: project, env: { ...env, ...more }, timeout: 280_000 });
    return stdout;
  };

  beforeAll(async () => {
    env = await strangersEnv([nodeFolder, join(project, 'node_modules', '.bin')]);
    const data = join(folder, `data-${node}`);
    server = startProgram('sightglass-server', ['--port', '0', '--data', data], { cwd: project, env });
    [, url = ''] = await shown(server, /^listening (http:\S+)$/m);
  }, 300_000);
  afterAll(async () => {
    if (server !== undefined) await stopProgram(server);
  });

  /** Resolves when the span of a service is there; each way of running is a service of its own. */
  const firstSpanOf = (service: string): Promise<true> =>
    until(20_000, async () => {
      const answer = await fetch(`${url}/api/v1/traces?service=${service}`);
      const { items } = (await answer.json()) as { items: { rootName: string }[] };
      return items.some(({ rootName }) => rootName === 'first span') ? true : undefined;
    });

  it.each([
    { way: 'an ES module', args: ['first-span.mjs'] },
    { way: 'CommonJS', args: ['first-span.cjs'] },
    { way: 'Jest', args: ['../node_modules/jest/bin/jest.js', '--testMatch', '**/jest.test.cjs'] },
    { way: 'Vitest', args: ['../node_modules/vitest/vitest.mjs', 'run', 'vitest.test.mjs'] },
  ])('sends a first span from $way', async ({ way, args }) => {
    expect(await use('node', ['--version'])).toMatch(new RegExp(`^v${node}\\.`));
    const service = way.replaceAll(' ', '-');
    await use('node', args, { STRANGER: service, SIGHTGLASS_ENDPOINT: url });
    await firstSpanOf(service);
  });

  it.each(PACKAGES.filter(({ name }) => name !== 'browser'))(
    'runs the program of the README of @sightglass/$name',
    async ({ name }) => {
      const file = `${name}-readme.mjs`;
      writeFileSync(join(project, file), readmeProgram(name));
      const { stderr } = await run('node', [file], {
        cwd: project,
        env: { ...env, SIGHTGLASS_ENDPOINT: url },
        timeout: 60_000,
      });
      expect(stderr.replace(SQLITE_IS_NEW, '')).toBe('');
    },
  );

  it.each(['', '/core', '/otel', '/metrics', '/react', '/vue'])(
    'renders pages on a server with @sightglass/browser%s in them',
    async (entry) => {
      const program = `await import('@sightglass/browser${entry}')`;
      await expect(use('node', ['--input-type=module', '-e', program])).resolves.toBe('');
    },
  );

  // What does not depend on the Node that runs it.
  if (node !== NODES[0].node) return;

  it.each([
    { resolution: 'nodenext', module: 'nodenext', files: ['first-span.mts', 'first-span.cts'] },
    { resolution: 'bundler', module: 'esnext', files: ['first-span.mts'] },
  ])('has types for TypeScript with $resolution, libraries checked', async ({ resolution, module, files }) => {
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--skipLibCheck',
      'false',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,esnext.disposable',
    ];
    const typed = use('node', [
      '../node_modules/typescript/bin/tsc',
      ...options,
      '--types',
      'node',
      '--module',
      module,
      '--moduleResolution',
      resolution,
      ...files,
    ]);
    await expect(typed).resolves.toBe('');
  });

  it('runs the program of the README of @sightglass/browser in a page', async () => {
    const file = join(project, 'browser-readme.mjs');
    writeFileSync(file, readmeProgram('browser'));
    const bundle = await rolldown({ input: file, cwd: project, platform: 'browser' });
    const { output } = await bundle.generate({ format: 'es', codeSplitting: false });
    await bundle.close();
    const browser = await launchChromium();
    const page = await (await browser.newContext()).newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    // The address of the README, which nobody has.
    await page.route('https://telemetry.example.com/**', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: url + pathname + search }) });
    });
    await page.route('https://shop.example.com/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><script type="module">${output[0].code}</script>`,
      }),
    );
    await page.goto('https://shop.example.com/');
    await until(20_000, async () => {
      const answer = await fetch(
        `${url}/api/v1/logs?where=event=session.start&where=resource.telemetry.distro.version?`,
      );
      const { items } = (await answer.json()) as { items: object[] };
      return items.length > 0 ? true : undefined;
    });
    expect(problems).toEqual([]);
    await browser.close();
  });

  it.each(['@opentelemetry/api', '@opentelemetry/core'])('has one copy of %s', async (name) => {
    expect((await use('npm', ['ls', name, '--all', '--parseable'])).trim().split('\n')).toHaveLength(1);
  });
});

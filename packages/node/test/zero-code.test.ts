/** A stranger's programs: the packed agent installed with npm beside six frameworks, and not a line of theirs changed. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { pack } from '../../../test/kit/packed.ts';
import { paths, runProgram } from './loaded-program.ts';

const run = promisify(execFile);

/** Asks a program for one thing, as its user would, and has it end. */
const ASK = `
export async function ask(server) {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const answer = await fetch('http://127.0.0.1:' + server.address().port + '/items/7', { headers: { connection: 'close' } });
  console.log(answer.status, await answer.text());
  server.close();
}`;

const EXPRESS = `import express from 'express'; import { ask } from './ask.mjs';
  const app = express();
  app.get('/items/:id', (request, response) => response.send('item ' + request.params.id));
  await ask(app.listen(0, '127.0.0.1'));`;

interface Program {
  readonly framework: string;
  readonly text: string;
  /** What the framework ran for the request. */
  readonly ran: string;
}
const PROGRAMS: readonly Program[] = [
  { framework: 'express', ran: 'request handler - /items/:id', text: EXPRESS },
  {
    framework: 'fastify',
    ran: 'request handler - /items/:id',
    text: `import fastify from 'fastify'; import { ask } from './ask.mjs';
      const app = fastify();
      app.get('/items/:id', async (request) => 'item ' + request.params.id);
      await app.listen({ port: 0, host: '127.0.0.1' });
      await ask(app.server);`,
  },
  {
    framework: 'koa',
    ran: 'router - /items/:id',
    text: `import Koa from 'koa'; import Router from '@koa/router'; import { ask } from './ask.mjs';
      const router = new Router();
      router.get('/items/:id', (context) => { context.body = 'item ' + context.params.id; });
      await ask(new Koa().use(router.routes()).listen(0, '127.0.0.1'));`,
  },
  {
    framework: 'hono',
    ran: 'request handler - /items/:id',
    text: `import { serve } from '@hono/node-server'; import { Hono } from 'hono'; import { ask } from './ask.mjs';
      const app = new Hono();
      app.get('/items/:id', (context) => context.text('item ' + context.req.param('id')));
      await ask(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }));`,
  },
  {
    framework: 'nest',
    ran: 'Items.findOne',
    text: `import 'reflect-metadata'; import { Controller, Get, Module, Param } from '@nestjs/common';
      import { NestFactory } from '@nestjs/core'; import { ask } from './ask.mjs';
      class Items { findOne(id) { return 'item ' + id; } }
      Controller('items')(Items);
      Get(':id')(Items.prototype, 'findOne', Object.getOwnPropertyDescriptor(Items.prototype, 'findOne'));
      Param('id')(Items.prototype, 'findOne', 0);
      class App {}
      Module({ controllers: [Items] })(App);
      const app = await NestFactory.create(App, { logger: false });
      await app.listen(0, '127.0.0.1');
      await ask(app.getHttpServer());`,
  },
  { framework: 'express 4', ran: 'request handler - /items/:id', text: EXPRESS },
];

const YARN = '@yarnpkg/cli-dist@4.18.1';
/** Packages stay in archives; of them no folder is there to be read. */
const PLUG_N_PLAY = 'nodeLinker: pnp\nenableGlobalCache: false\nenableScripts: false\nenableTelemetry: false\n';

let folder: string;
let packed: ReadonlyMap<string, string>;
beforeAll(async () => {
  folder = temporaryFolder('zero-code');
  packed = await pack(join(folder, 'packed'), ['api', 'node']);
  const libraries = JSON.parse(readFileSync(new URL('libraries/package.json', import.meta.url), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const versions = (wanted: RegExp): string[] =>
    Object.entries(libraries.dependencies)
      .filter(([name]) => wanted.test(name))
      .map(([name, version]) => `${name}@${version}`);
  const names = /^(?:express|fastify|koa|@koa\/router|hono|@hono\/node-server|@nestjs\/.*|reflect-metadata|rxjs)$/;
  await install('newest', [...packed.values(), ...versions(names)]);
  const [express4 = ''] = versions(/^express4$/);
  await install('express 4', [...packed.values(), express4.replace('express4@npm:', '')]);
}, 300_000);
afterAll(() => removeFolder(folder));

async function install(name: string, packages: readonly string[]): Promise<void> {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"stranger","private":true}');
  writeFileSync(join(project, 'ask.mjs'), ASK);
  for (const { framework, text } of PROGRAMS) writeFileSync(join(project, `${framework}.mjs`), text);
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...packages], { cwd: project, timeout: 140_000 });
}

it.each(PROGRAMS)('[PF-15] sees $framework without a change to the program', async ({ framework, ran }) => {
  const register = ['--import', '@sightglass/node/register'];
  const project = join(folder, framework === 'express 4' ? framework : 'newest');
  const { spans, ...ended } = await runProgram(project, [...register, `${framework}.mjs`]);
  expect(ended).toEqual({ code: 0, stdout: '200 item 7\n', stderr: '' });
  expect(paths(spans).slice(0, 2)).toEqual(['GET', 'GET › GET /items/:id']);
  expect(spans.map(({ name }) => name)).toContain(ran);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
});

it('sees a framework that Yarn keeps in an archive (Plug’n’Play), required or imported', async () => {
  const project = join(folder, 'plug-n-play');
  mkdirSync(project, { recursive: true });
  const [koa] = PROGRAMS.filter(({ framework }) => framework === 'koa');
  const text = koa?.text ?? '';
  const files = {
    'yarn.lock': '',
    '.yarnrc.yml': PLUG_N_PLAY,
    'package.json': JSON.stringify({
      name: 'stranger',
      private: true,
      dependencies: { '@sightglass/node': `file:${packed.get('node')}`, koa: '3.3.0', '@koa/router': '15.7.0' },
      resolutions: { '@sightglass/api': `file:${packed.get('api')}` },
    }),
    'ask.mjs': ASK,
    'imported.mjs': text,
    'required.cjs': `const Koa = require('koa'); const { Router } = require('@koa/router');
      import('./ask.mjs').then(async ({ ask }) => { ${text.replace(/^.*(?=const router)/s, '')} });`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
  // Yarn does not read what npm is told.
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry']);
  const env = { ...process.env, YARN_NPM_REGISTRY_SERVER: registry.trim(), YARN_UNSAFE_HTTP_WHITELIST: '*' };
  await run('npx', ['--yes', YARN, 'install', '--no-immutable'], { cwd: project, env, timeout: 140_000 });

  const register = '@sightglass/node/register';
  // `--import` finds packages in archives with Yarn's loader alone.
  const loader = ['--no-warnings', '--experimental-loader', './.pnp.loader.mjs'];
  const ways = [
    ['--require', register, 'required.cjs'],
    [...loader, '--import', register, 'imported.mjs'],
  ];
  for (const way of ways) {
    const { spans, ...ended } = await runProgram(project, ['--require', './.pnp.cjs', ...way]);
    expect(ended).toEqual({ code: 0, stdout: '200 item 7\n', stderr: '' });
    expect(spans.map(({ name }) => name)).toContain('router - /items/:id');
  }
}, 300_000);

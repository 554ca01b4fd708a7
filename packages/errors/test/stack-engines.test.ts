import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startFirefox } from '../../../test/kit/firefox.ts';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { has, programOf } from '../../../test/kit/peers.ts';
import { parseStack, type StackFrame } from '../src/stack/index.ts';
import { type KnownFrame, type Thrown, writeProgram } from './engines/program.ts';

const { text, frames: known } = writeProgram();
const folder = temporaryFolder('engines');
/** Its address has what makes addresses hard to read. */
const PATH = '/(shop) @v1/programme.js';
const server = createServer((request, response) => {
  const isProgram = request.url?.includes('programme.js') === true;
  response.setHeader('content-type', isProgram ? 'text/javascript' : 'text/html');
  const page = `<script>finish = (all) => { result = all; }</script><script src="${PATH}?v=1:2"></script>`;
  response.end(isProgram ? text : page);
});
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  removeFolder(folder);
});

/** Writes the program for an engine without pages, and gives back what it prints. */
function printed(program: string, finish: string): Thrown[] {
  const file = join(folder, 'a @ (programme).js');
  writeFileSync(file, `var finish = ${finish}; ${text}`);
  return JSON.parse(execFileSync(program, [file], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })) as Thrown[];
}

/** What is written in place of `name` for a function without one, and around names of methods, is up to the engine. */
function bareName(name: string | undefined): string {
  if (name === undefined || name.endsWith('<') || name.endsWith('.<computed>')) return '';
  const plain = name.replace(/^(?:get|set) /, '');
  return plain.startsWith('[') ? plain : plain.slice(plain.lastIndexOf('.') + 1);
}

interface Engine {
  readonly followsAwait: boolean;
  readonly knowsEval: boolean;
}

function expectKnown(thrown: Thrown, engine: Engine): void {
  const own = parseStack(thrown.stack, thrown.message).filter((frame) => frame.isNative !== true && !frame.wasm);
  const wanted = (known.get(thrown.kind) ?? []).filter((frame) => engine.followsAwait || !frame.isAsync);
  // All but a known number of calls of the innermost function.
  const isEndless = thrown.kind === 'recursion without end';
  const seen = isEndless ? own.slice(0, 40) : own.slice(0, wanted.length);
  expect(wanted.length, thrown.kind).toBeGreaterThan(0);
  for (const [index, frame] of seen.entries()) {
    const frameWanted = wanted[isEndless ? 0 : index] as KnownFrame;
    expectFrame(frame, frameWanted, engine, `${thrown.kind}, frame ${index} of:\n${thrown.stack}`);
  }
  expect(seen, thrown.kind).toHaveLength(isEndless ? 40 : wanted.length);
}

function expectFrame(frame: StackFrame, wanted: KnownFrame, engine: Engine, about: string): void {
  const name = bareName(frame.function);
  const isEvalCode = wanted.evalLine !== undefined && wanted.function === '';
  // V8 calls the code itself `eval`.
  if (isEvalCode) expect(['', 'eval'], about).toContain(name);
  else if (wanted.isNameOptional) expect(['', wanted.function], about).toContain(name);
  else expect(name, about).toBe(wanted.function);
  if (wanted.evalLine === undefined) {
    expect(frame, about).toMatchObject({ line: wanted.line });
    expect(frame.file, about).toMatch(/programme\)?\.js(?:\?v=1:2)?$/);
    expectColumn(frame.column, wanted, about);
  } else if (engine.knowsEval) {
    expect(frame, about).toMatchObject({ isEval: true, line: wanted.evalLine, evalOrigin: { line: wanted.line } });
    expect(frame.evalOrigin?.file, about).toMatch(/programme\)?\.js(?:\?v=1:2)?$/);
    expect(frame, about).not.toHaveProperty('file');
  } else {
    expect(frame, about).not.toHaveProperty('line');
  }
  if (wanted.isAsync) expect(frame.isAsync, about).toBe(true);
}

function expectColumn(column: number | undefined, { columns: [from, to] }: KnownFrame, about: string): void {
  expect(column, about).toBeGreaterThanOrEqual(from);
  expect(column, about).toBeLessThanOrEqual(to);
}

/** Every frame of V8, against what V8 says of it elsewhere. */
function expectSites({ kind, stack, message, sites }: Thrown): void {
  const frames = parseStack(stack, message);
  expect(frames, stack).toHaveLength(sites?.length ?? 0);
  for (const [index, site] of (sites ?? []).entries()) {
    const {
      function: name,
      file,
      line,
      column,
      isNative,
      isAsync,
      isConstructor,
      isEval,
      wasm,
    } = frames[index] as StackFrame;
    const about = `${kind}, frame ${index} of:\n${stack}`;
    expect({ isAsync: isAsync === true, isConstructor: isConstructor === true }, about).toEqual({
      isAsync: site.isAsync,
      isConstructor: site.isConstructor,
    });
    if (wasm === undefined) expect(isNative === true, about).toBe(site.isNative);
    if (site.function !== null) expect(bareName(name), about).toBe(bareName(site.function));
    if (site.isNative || wasm !== undefined) continue;
    expect({ line, column, isEval: isEval === true }, about).toEqual({
      line: site.line,
      column: site.column,
      isEval: site.isEval && file === undefined,
    });
    if (!site.isEval) expect(file, about).toBe(site.file);
  }
}

function expectAll(all: readonly Thrown[], engine: Engine): void {
  expect(all.map(({ kind }) => kind).toSorted()).toEqual([...known.keys()].toSorted());
  for (const thrown of all) expectKnown(thrown, engine);
}

const V8: Engine = { followsAwait: true, knowsEval: true };
const WITHOUT_AWAIT: Engine = { followsAwait: false, knowsEval: true };

describe('stacks of engines that run here', () => {
  it('throws more than 30 kinds of errors', () => {
    expect(known.size).toBeGreaterThan(30);
  });

  it.each([
    ['this Node', process.execPath],
    ['Node 22', fileURLToPath(new URL('../../../node_modules/node22/bin/node', import.meta.url))],
  ])('reads every frame of %s', (_, program) => {
    const all = printed(program, '(all) => console.log(JSON.stringify(all))');
    expectAll(all, V8);
    for (const thrown of all) expectSites(thrown);
  });

  it('reads every frame of Chromium', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction('globalThis.result');
    const all = await page.evaluate<Thrown[]>('result');
    await browser.close();
    expectAll(all, V8);
    for (const thrown of all) expectSites(thrown);
  });

  it.runIf(has('firefox', 'stacks of Firefox'))('reads every frame of Firefox', async () => {
    const firefox = await startFirefox();
    const page = await firefox.open(origin);
    const all = await page.evaluate<Thrown[]>(
      'new Promise((resolve) => { const look = () => globalThis.result ? resolve(result) : setTimeout(look, 10); look(); })',
    );
    await firefox.stop();
    expectAll(all, WITHOUT_AWAIT);
    for (const thrown of all) expectPlaceOf(thrown);
  });

  it.runIf(has('jsc', 'stacks of JavaScriptCore'))('reads every frame of JavaScriptCore', () => {
    const all = printed(programOf('jsc'), '(all) => print(JSON.stringify(all))');
    expectAll(all, { followsAwait: false, knowsEval: false });
    for (const thrown of all) expectPlaceOf(thrown);
  });
});

/** The innermost frame with a place, against what Gecko and JavaScriptCore say of the error itself; and no line of the stack is left out. */
function expectPlaceOf({ kind, stack, message, line, column }: Thrown): void {
  const frames = parseStack(stack, message);
  expect(frames, stack).toHaveLength(stack.trim().split('\n').length);
  const isMade = kind.toLowerCase().includes('eval') || kind.includes('new Function') || kind === 'WebAssembly';
  if (!isMade)
    expect(
      frames.find((frame) => frame.line !== undefined),
      kind,
    ).toMatchObject({ line, column });
}

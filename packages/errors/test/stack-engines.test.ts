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
import { type KnownFrame, type Site, type Thrown, writeProgram } from './engines/program.ts';

const { text, frames: known } = writeProgram();
const folder = temporaryFolder('engines');
/** Its address has what makes addresses hard to read. */
const PATH = '/(shop) @v1/programme.js';
const FILE = /programme\)?\.js(?:\?v=1:2)?$/;
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

/** What is wrong with the frames that the text of the program tells. */
function wrongOf(thrown: Thrown, engine: Engine): string[] {
  const { kind, stack, message } = thrown;
  const own = parseStack(stack, message).filter((frame) => frame.isNative !== true && !frame.wasm);
  const wanted = (known.get(kind) ?? []).filter((frame) => engine.followsAwait || !frame.isAsync);
  // Of recursion the innermost frames are all the same one.
  const isEndless = kind === 'recursion without end';
  const all = isEndless ? Array.from({ length: 40 }, () => wanted[0] as KnownFrame) : wanted;
  const wrong = all.filter((frame, index) => !isAs(own[index] ?? {}, frame, engine));
  return wrong.map((frame) => `${kind}: ${JSON.stringify(frame)} is not in\n${stack}\n${JSON.stringify(own)}`);
}

function isAs(frame: StackFrame, wanted: KnownFrame, engine: Engine): boolean {
  return isNamed(frame, wanted) && isAt(frame, wanted, engine) && (!wanted.isAsync || frame.isAsync === true);
}

function isNamed(frame: StackFrame, wanted: KnownFrame): boolean {
  const name = bareName(frame.function);
  // V8 calls evaluated code itself `eval`.
  const isNameless = name === '' || (name === 'eval' && wanted.evalLine !== undefined);
  return name === wanted.function || ((wanted.isNameOptional || wanted.function === '') && isNameless);
}

function isAt(frame: StackFrame, wanted: KnownFrame, engine: Engine): boolean {
  const { line, column = 0, file = '', evalOrigin, isEval } = frame;
  const [from, to] = wanted.columns;
  if (wanted.evalLine === undefined)
    return line === wanted.line && FILE.test(file) && column >= from && column <= to && !isEval;
  if (!engine.knowsEval) return line === undefined && file === '';
  return line === wanted.evalLine && evalOrigin?.line === wanted.line && FILE.test(evalOrigin.file) && file === '';
}

/** What is wrong with all frames of V8, by what V8 says of them elsewhere. */
function wrongBySites({ kind, stack, message, sites }: Thrown): string[] {
  const frames = parseStack(stack, message);
  const seen = frames.map((frame) => said(frame));
  const wanted = (sites ?? []).map((site, index) => saidBySite(site, frames[index]));
  return JSON.stringify(seen) === JSON.stringify(wanted)
    ? []
    : [`${kind}:\n${stack}\n${JSON.stringify(seen)}\n${JSON.stringify(wanted)}`];
}

type Said = Record<string, string | number | boolean | undefined>;

function said({
  function: name,
  file,
  line,
  column,
  isNative,
  isAsync,
  isConstructor,
  isEval,
  wasm,
}: StackFrame): Said {
  const place = { file, line, column, isEval: isEval === true };
  return {
    name: bareName(name),
    isAsync: isAsync === true,
    isConstructor: isConstructor === true,
    ...(wasm === undefined ? place : {}),
    isNative: isNative === true,
  };
}

function saidBySite(site: Site, frame: StackFrame | undefined): Said {
  const { isNative, isAsync, isConstructor, isEval, line, column, file } = site;
  // V8 writes the names of methods it has made up itself, such as `Promise.all`, and asks the function for others.
  const name = bareName(site.function ?? (isNative ? frame?.function : undefined));
  const hasOwnFile = !isEval || file !== null;
  const place = isNative
    ? { file: undefined, line: undefined, column: undefined, isEval: false }
    : {
        file: hasOwnFile ? (file ?? undefined) : undefined,
        line: line ?? undefined,
        column: column ?? undefined,
        isEval,
      };
  return { name, isAsync, isConstructor, ...(frame?.wasm === undefined ? place : {}), isNative };
}

/** What is wrong with the innermost frame, by what Gecko and JavaScriptCore say of the error itself, and with the number of frames. */
function wrongByError({ kind, stack, message, line, column }: Thrown): string[] {
  const frames = parseStack(stack, message);
  const lines = stack.trim().split('\n').length;
  const first = frames.find((frame) => frame.line !== undefined);
  const isMade = /eval|new Function|WebAssembly/.test(kind);
  const isRight = frames.length === lines && (isMade || (first?.line === line && first?.column === column));
  return isRight ? [] : [`${kind}: ${line}:${column} of ${lines} lines\n${stack}\n${JSON.stringify(frames)}`];
}

function expectSound(all: readonly Thrown[], engine: Engine, wrongElsewhere: (thrown: Thrown) => string[]): void {
  expect(all.map(({ kind }) => kind).toSorted()).toEqual([...known.keys()].toSorted());
  expect(all.flatMap((thrown) => [...wrongOf(thrown, engine), ...wrongElsewhere(thrown)])).toEqual([]);
}

const V8: Engine = { followsAwait: true, knowsEval: true };
const WITHOUT_AWAIT: Engine = { followsAwait: false, knowsEval: true };

describe('stacks of engines that run here', () => {
  it('throws more than 30 kinds of errors, and knows frames of each', () => {
    expect(known.size).toBeGreaterThan(30);
    expect([...known.values()].filter((frames) => frames.length === 0)).toEqual([]);
  });

  it.each([
    ['this Node', process.execPath],
    ['Node 22', fileURLToPath(new URL('../../../node_modules/node22/bin/node', import.meta.url))],
  ])('reads every frame of %s', (_, program) => {
    const all = printed(program, '(all) => console.log(JSON.stringify(all))');
    expectSound(all, V8, wrongBySites);
  });

  it('reads every frame of Chromium', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction('globalThis.result');
    const all = await page.evaluate<Thrown[]>('result');
    await browser.close();
    expectSound(all, V8, wrongBySites);
  });

  it.runIf(has('firefox', 'stacks of Firefox'))('reads every frame of Firefox', async () => {
    const firefox = await startFirefox();
    const page = await firefox.open(origin);
    const all = await page.evaluate<Thrown[]>(
      'new Promise((resolve) => { const look = () => globalThis.result ? resolve(result) : setTimeout(look, 10); look(); })',
    );
    await firefox.stop();
    expectSound(all, WITHOUT_AWAIT, wrongByError);
  });

  it.runIf(has('jsc', 'stacks of JavaScriptCore'))('reads every frame of JavaScriptCore', () => {
    const all = printed(programOf('jsc'), '(all) => print(JSON.stringify(all))');
    expectSound(all, { followsAwait: false, knowsEval: false }, wrongByError);
  });
});

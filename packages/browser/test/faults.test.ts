/** What throws inside: the page works on, and each capture's faults are told. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { until } from '../../../test/kit/until.ts';
import { html, programOf, script, startStage } from './stage.ts';
import type { Arrived, Stage } from './stage.ts';

/** Every capture, with a page on which nothing can be sent without a fault; and one that throws wherever one can. */
const PROGRAM = `
import * as core from '@sightglass/browser/core';
import { wrap } from './src/page/wrap.ts';
globalThis.core = core;
const fault = () => { throw new Error('injected'); };
const THROWING = ['addLog', 'addRecord', 'redact', 'now', 'timeOf', 'view'];
const faulty = (capture) => ({
  name: capture.name,
  start(page) {
    let isStarted = false;
    const handed = new Proxy(page, { get: (target, name) => isStarted && THROWING.includes(name) ? fault : target[name] });
    capture.start(handed);
    isStarted = true;
  },
});
const everywhere = {
  name: 'everywhere',
  start(page) {
    page.listen(globalThis, 'click', fault);
    page.listen(document.body, 'mousemove', fault);
    page.observe('resource', fault);
    page.on('error', fault);
    page.on('view', fault);
    page.on('leave', fault);
    page.onStop(fault);
    page.after(0, fault);
    wrap(page, globalThis, 'fetch', fault);
    wrap(page, XMLHttpRequest.prototype, 'open', () => fault);
    wrap(page, history, 'pushState', () => fault);
    page.guarded(fault)();
    throw new Error('in start');
  },
};
const names = ['errors', 'failedResources', 'consoleLines', 'webVitals', 'navigation', 'documentLoad', 'resources', 'animationFrames', 'reports', 'requests', 'interactions', 'replay'];
const options = { resources: { sampleRatio: 1 }, consoleLines: { send: true }, replay: { sampleRatio: 1 } };
globalThis.names = [];
let isRecorded = false;
globalThis.recorded = () => isRecorded;
const load = () => { isRecorded = true; return import('@sightglass/browser/replay'); };
const captures = names.map((name) => { const capture = core[name](options[name] ?? {}, load); globalThis.names.push(capture.name); return faulty(capture); });
const broken = new Proxy({ name: 'broken' }, { get: (target, name) => name === 'start' ? fault() : target[name] });
globalThis.running = core.start({ endpoint: 'SINK', service: 'shop', captures: [everywhere, broken, ...captures] });
`;
const PAGE = `<title>Shop</title><link rel="icon" href="data:,">
<script>seen = []; addEventListener('error', (event) => seen.push(event.message ?? event.target.src)); addEventListener('unhandledrejection', () => seen.push('rejection'));</script>
<button onclick="seen.push('clicked')">Buy</button><script src="/program.js"></script>`;

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  const program = await programOf(PROGRAM);
  const files = { '/': html(PAGE), '/api': script('"answer"'), '/program.js': script(program) };
  [browser, stage] = await Promise.all([launchChromium(), startStage(files)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

it('the page works as without us when every capture throws wherever it can, and each capture is told of once at first', async () => {
  const before = stage.arrived().length;
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(stage.url);
  const answers = await page.evaluate(async () => {
    const xhr = new XMLHttpRequest();
    const loaded = new Promise((resolve) => {
      xhr.addEventListener('load', () => resolve(xhr.responseText));
    });
    xhr.open('GET', '/api?by=xhr');
    xhr.send();
    history.pushState({ step: 2 }, '', '/?step=2');
    const fetched = await (await fetch('/api')).text();
    const missing = (await fetch('/missing')).status;
    const failed = await fetch('http://127.0.0.1:1/').catch((error: unknown) => String(error));
    return [fetched, await loaded, missing, failed, JSON.stringify(history.state), location.search];
  });
  expect(answers).toEqual(['"answer"', '"answer"', 404, 'TypeError: Failed to fetch', '{"step":2}', '?step=2']);
  await page.mouse.move(5, 5);
  await page.click('button');
  await page.evaluate(
    `setTimeout(() => { throw new Error('of the page'); }); void Promise.reject(new Error('of the page'))`,
  );
  // What happens, and what is printed, is what the page does; nothing of ours.
  await until(20_000, async () => ((await page.evaluate<string[]>('seen')).length >= 3 ? true : undefined));
  expect((await page.evaluate<string[]>('seen')).toSorted()).toEqual([
    'Uncaught Error: of the page',
    'clicked',
    'rejection',
  ]);
  expect(said.filter((text) => /injected|Sightglass|in start/.test(text))).toEqual([]);
  // What some captures wait for: a line, a frame that takes long, something that a policy blocked.
  await page.evaluate(`console.error('of the page'); new Promise((resolve) => requestAnimationFrame(() => {
    const until = performance.now() + 400;
    while (performance.now() < until);
    document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', { effectiveDirective: 'img-src', blockedURI: 'https://cdn.example/a.png' }));
    requestAnimationFrame(() => setTimeout(resolve));
  }))`);
  await page.evaluate(
    `new Promise((resolve) => { const look = () => recorded() ? resolve() : setTimeout(look, 50); look(); })`,
  );
  await page.goto('about:blank');

  const arrived = (name: string): Arrived[] =>
    stage
      .arrived()
      .slice(before)
      .filter((one) => one.name === name);
  const name = 'sightglass.sdk.faults';
  const toldOf = (capture: string): Arrived[] =>
    arrived(name).filter(({ attributes }) => attributes['sightglass.capture'] === capture);
  const countOf = (capture: string): number => toldOf(capture).reduce((sum, { value = 0 }) => sum + value, 0);
  // Each that had something to say in this visit; lines of the console are captured as errors.
  const captures =
    'everywhere broken errors navigation document_load requests resources web_vitals interactions animation_frames reports replay';
  // The first of each is told at once, the others when the page is left.
  await until(
    30_000,
    () => (captures.split(' ').every((capture) => countOf(capture) > 0) && countOf('everywhere') > 5) || undefined,
    'faults of all captures',
  );
  // A few points a capture, whatever the number of its faults.
  expect(toldOf('everywhere').length).toBeLessThanOrEqual(3);
  expect(arrived('session.start')).toHaveLength(1);
  await page.close();
});

it('the page works as before when it is stopped by what throws at its stop', async () => {
  const page = await browser.newPage();
  await page.goto(stage.url);
  expect(await page.evaluate(`running.stop().then(() => fetch('/api')).then((answer) => answer.text())`)).toBe(
    '"answer"',
  );
  expect(await page.evaluate('String(fetch)')).toContain('[native code]');
  await page.close();
});

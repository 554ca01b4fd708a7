/** A page whose policy allows nothing but its own origin, and inline scripts with a nonce. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { until } from '../../../test/kit/until.ts';
import { html, script, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

const built = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../dist/${name}`, import.meta.url)), 'utf8');
const POLICY = "default-src 'self'; script-src 'self' 'nonce-r4nd0m'";
const HEAD = `<title>Shop</title><link rel="icon" href="/icon">
<script nonce="r4nd0m">violations = []; addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(violatedDirective + ' ' + blockedURI));</script>`;
const OPTIONS = `{ src: '/sightglass.js', endpoint: '/', service: 'shop', replay: { sampleRatio: 1, workerUrl: '/recorder-worker.js' } }`;

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  const page = (text: string): ReturnType<typeof html> => ({
    ...html(`${HEAD}${text}<button>Buy</button>`),
    headers: { 'content-security-policy': POLICY },
  });
  [browser, stage] = await Promise.all([
    launchChromium(),
    startStage({
      '/tag': page(`<script nonce="r4nd0m" src="/sightglass.js" data-endpoint="/" data-service="shop"></script>`),
      '/snippet': page(`<script nonce="r4nd0m">${built('snippet.js')}sightglassSnippet(${OPTIONS})</script>`),
      ...Object.fromEntries(
        ['sightglass.js', 'recorder.js', 'recorder-worker.js'].map((name) => [`/${name}`, script(built(name))]),
      ),
      '/icon': { type: 'image/svg+xml', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

it.each([
  ['a script tag', '/tag', 'exception'],
  ['the snippet and a recording', '/snippet', 'sightglass.replay.chunk'],
])('violates no policy, and is heard all the same: %s', async (_what, path, last) => {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(stage.url + path);
  await until(20_000, () => page.evaluate<string | undefined>('globalThis.sightglass?.sessionId?.()'));
  await page.click('button');
  await page.evaluate(
    `sightglass.captureException(new Error('seen')); history.pushState(null, '', '?step=2'); fetch('/icon')`,
  );
  await stage.wait('exception');
  await stage.wait(last);
  expect(await page.evaluate('violations')).toEqual([]);
  expect(said).toEqual([]);
  await page.close();
});

it('needs no eval: the files hold none', () => {
  for (const name of ['sightglass.js', 'recorder.js', 'recorder-worker.js', 'snippet.js'])
    expect(built(name)).not.toMatch(/\beval\(|new Function\(|setTimeout\(["'`]/);
});

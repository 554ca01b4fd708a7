/** Pages of somebody else, in a real browser: of another origin, and under a name that was made to lead here. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { has } from '../../../test/kit/peers.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { openKeep, type Keep } from '../src/keep/keep.ts';
import { createKey } from '../src/keep/keys.ts';

/** A tab of a browser. */
type Tab = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['newPage']>>;

const ADMIN = 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR';

describe.runIf(has('chromium', 'foreign pages at the doors'))('a page of somebody else', () => {
  let server: TemporaryServer;
  let keep: Keep;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  /** Serves an empty page, as any web site does. */
  const site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>site</title>'),
  );
  let port: string;
  let sitePort: number;
  let browserKey: string;
  beforeAll(async () => {
    server = await startTemporary({ adminKey: ADMIN });
    ({ port } = new URL(server.url));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    sitePort = (site.address() as AddressInfo).port;
    keep = await openKeep({ dataDir: server.folder });
    const origins = [`http://shop.test:${sitePort}`];
    browserKey = (await createKey(keep, 'test', { kind: 'browser', project: 'default', origins })).key;
    const send = (): Promise<Response> =>
      fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: { 'x-sightglass-key': browserKey, origin: origins[0] ?? '', 'content-type': 'application/json' },
        body: '{}',
      });
    await until(2000, async () => ((await send()).ok ? true : undefined), 'the key');
    browser = await launchChromium(['--host-resolver-rules=MAP *.test 127.0.0.1']);
  });
  afterAll(async () => {
    await browser.close();
    site.close();
    await keep.close();
    await server.close();
  });

  /** What a page hears when it sends a request: the status, or that the browser does not tell it. */
  async function heard(page: Tab, url: string, init: object): Promise<number | 'nothing'> {
    // As text: this package does not know the types of a browser.
    const call = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then((answer) => answer.status, () => 'nothing')`;
    return page.evaluate<number | 'nothing'>(call);
  }

  const telemetry = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };

  it('that signed in under the right name is answered there, and under no other name', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/healthz`);
    const signIn = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: ADMIN }),
    };
    expect(await heard(page, '/api/v1/session', signIn)).toBe(200);
    expect(await heard(page, '/api/v1/services', {})).toBe(200);
    expect(await heard(page, '/api/v1/projects', { ...signIn, body: '{"slug":"own"}' })).toBe(201);
    expect(await page.evaluate('document.cookie')).toBe('');

    // DNS rebinding: the page has come from evil.test, whose name leads to this server now.
    await page.goto(`http://evil.test:${port}/healthz`);
    expect(await heard(page, '/api/v1/services', {})).toBe(403);
    expect(await heard(page, '/api/v1/session', signIn)).toBe(403);

    // Another site, in the browser of somebody who is signed in.
    await page.goto(`http://evil.test:${sitePort}/`);
    for (const to of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
      expect(await heard(page, `${to}/api/v1/services`, { credentials: 'include' })).toBe('nothing');
      const change = { ...signIn, body: '{"slug":"foreign"}', credentials: 'include' };
      expect(await heard(page, `${to}/api/v1/projects`, change)).toBe('nothing');
      const asForm = { ...change, headers: { 'content-type': 'text/plain' }, mode: 'no-cors' };
      expect(await heard(page, `${to}/api/v1/projects`, asForm)).toBe('nothing');
    }
    const projects = await keep.db.selectFrom('projects').select('slug').orderBy('slug').execute();
    expect(projects.map(({ slug }) => slug)).toEqual(['default', 'own']);
    await context.close();
  });

  it('sends telemetry with a browser key from the origins of that key only', async () => {
    const page = await browser.newPage();
    const withHeader = { ...telemetry, headers: { ...telemetry.headers, 'x-sightglass-key': browserKey } };
    await page.goto(`http://shop.test:${sitePort}/`);
    expect(await heard(page, `${server.url}/v1/traces`, withHeader)).toBe(200);
    expect(await heard(page, `${server.url}/v1/traces?key=${browserKey}`, telemetry)).toBe(200);
    await page.goto(`http://evil.test:${sitePort}/`);
    expect(await heard(page, `${server.url}/v1/traces`, withHeader)).toBe('nothing');
    expect(await heard(page, `${server.url}/v1/traces?key=${browserKey}`, telemetry)).toBe('nothing');
    await page.close();
  });
});

/** What pages need that send telemetry to another origin: from a socket, and from a real browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../../test/kit/browser.ts';
import { has } from '../../../../test/kit/peers.ts';
import { until } from '../../../../test/kit/until.ts';
import { fresh, json, single } from './messages.ts';
import { JSON_TYPE, serving } from './serving.ts';

const served = serving();

/** Lines of a service, once there are so many. */
const arrived = (service: string, count: number): Promise<true> =>
  until(60_000, async () => ((await served.lines(service)).length === count ? true : undefined), `${count} lines`);

it('OTLP 78: answers a preflight with the exact origin, the headers that exporters send, and how long that holds', async () => {
  const asked = ['content-type', 'content-encoding', 'authorization', 'traceparent'];
  const response = await fetch(`${served.url()}/v1/traces`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example:8443',
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked.join(','),
    },
  });
  expect(response.status).toBe(204);
  const header = (name: string): string => response.headers.get(`access-control-${name}`) ?? '';
  expect(header('allow-origin')).toBe('https://shop.example:8443');
  expect(header('allow-methods')).toContain('POST');
  expect(header('allow-headers').split(/, */)).toEqual(expect.arrayContaining(asked));
  expect(Number(header('max-age'))).toBeGreaterThanOrEqual(600);
  expect(response.headers.get('vary')).toMatch(/origin/i);
});

describe.runIf(has('chromium', 'what pages of another origin send'))('a page of another origin', () => {
  /** An empty page, as of any web site. */
  const site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>site</title>'),
  );
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let origin: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(site.address() as AddressInfo).port}`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  /** Runs a script on a page of the site; as text, because this package does not know the types of a browser. */
  async function onPage(script: string): Promise<{ value: unknown; problems: string[] }> {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
    await page.goto(origin);
    const value = await page.evaluate<unknown>(`(async () => { ${script} })()`);
    return { value, problems };
  }

  it('OTLP 79: lets sendBeacon send with credentials: the exact origin comes back, and that credentials are allowed', async () => {
    const service = fresh('beacon');
    const body = json(single('logs', service));
    const answer = await served.post('logs', json(single('logs', service)), { 'content-type': JSON_TYPE, origin });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    // With this type the browser asks first, and sends only if credentials may come along.
    const beacon = `navigator.sendBeacon('${served.url()}/v1/logs', new Blob([${JSON.stringify(body)}], { type: '${JSON_TYPE}' }))`;
    const { value, problems } = await onPage(`return ${beacon};`);
    expect(value).toBe(true);
    await arrived(service, 2);
    expect(problems).toEqual([]);
  });

  it('OTLP 80: takes JSON as text/plain, so that no preflight is needed', async () => {
    const service = fresh('plain');
    const init = {
      method: 'POST',
      keepalive: true,
      headers: { 'content-type': 'text/plain' },
      body: json(single('logs', service)),
    };
    const send = `const answer = await fetch('${served.url()}/v1/logs', ${JSON.stringify(init)}); return [answer.status, await answer.json()];`;
    const { value, problems } = await onPage(send);
    expect(value).toEqual([200, {}]);
    expect(problems).toEqual([]);
    await arrived(service, 1);
    // Without a word about other origins the browser would have asked first; with text/plain it never does.
    const beacon = await onPage(
      `return navigator.sendBeacon('${served.url()}/v1/logs', ${JSON.stringify(json(single('logs', service)))});`,
    );
    expect(beacon.value).toBe(true);
    await arrived(service, 2);
  });

  it('OTLP 81: takes what a page packs with CompressionStream, body after small body, for a few milliseconds of work each', async () => {
    const service = fresh('packed');
    const bodies = Array.from({ length: 40 }, () => json(single('logs', service)));
    const send = `for (const body of ${JSON.stringify(bodies)}) {
        const packed = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
        const answer = await fetch('${served.url()}/v1/logs', { method: 'POST', keepalive: true, body: packed,
          headers: { 'content-type': '${JSON_TYPE}', 'content-encoding': 'gzip' } });
        if (answer.status !== 200) throw new Error(await answer.text());
      }`;
    const before = process.threadCpuUsage();
    const { problems } = await onPage(send);
    const { user, system } = process.threadCpuUsage(before);
    expect(problems).toEqual([]);
    await arrived(service, bodies.length);
    // Of the thread in which the server runs, and this test beside it: work, not time, since the machine may be busy.
    expect((user + system) / 1000 / bodies.length).toBeLessThan(20);
  });
});

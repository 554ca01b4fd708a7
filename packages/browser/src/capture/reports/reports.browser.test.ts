import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type RecordingPage, type Told, record } from '../../../test/recording-page.ts';
import { reports } from './reports.ts';

let page: RecordingPage | undefined;
const violations = (): Told[] => page?.named('sightglass.csp.violation') ?? [];
const blocked = (): unknown[] => violations().map(({ attributes }) => attributes['sightglass.csp.blocked_url']);

/** Asks for what the page's policy does not allow. */
function violate(path: string): void {
  fetch(`http://elsewhere.invalid/${path}`).catch(() => {});
}

function violation(values: Partial<SecurityPolicyViolationEventInit>): SecurityPolicyViolationEvent {
  const rest = { documentURI: location.href, violatedDirective: 'img-src', effectiveDirective: 'img-src' };
  const policy = { originalPolicy: '', disposition: 'enforce', statusCode: 200 } as const;
  return new SecurityPolicyViolationEvent('securitypolicyviolation', { ...rest, ...policy, ...values });
}

beforeAll(() => {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "connect-src 'self' ws:";
  document.head.append(policy);
});

afterEach(() => page?.stop());

it('what the policy blocked is told once, with directive, address and place', async () => {
  page = record(reports());
  for (const token of ['secret', 'secret', 'secret of another']) violate(`a.png?token=${token}`);
  await vi.waitFor(() => expect(blocked()).toContain('http://elsewhere.invalid/a.png'), 10_000);
  const found = violations().filter(({ attributes }) =>
    String(attributes['sightglass.csp.blocked_url']).endsWith('/a.png'),
  );
  // From one place, and though both the event and the observer tell of it.
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    scope: { name: '@sightglass/browser/errors' },
    severityNumber: 13,
    attributes: {
      'sightglass.csp.directive': 'connect-src',
      'code.file.path': expect.stringContaining('reports.browser.test.ts'),
      'code.line.number': expect.any(Number),
    },
  });
  expect(JSON.stringify(found)).not.toContain('secret');
});

it('what was blocked before the start is told', async () => {
  violate('before.png');
  await new Promise<void>((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve(), { once: true });
  });
  page = record(reports());
  await vi.waitFor(() => expect(blocked()).toContain('http://elsewhere.invalid/before.png'), 10_000);
});

it('a word that stands for an address stays as it is', () => {
  page = record(reports());
  document.dispatchEvent(violation({ blockedURI: 'inline', effectiveDirective: 'script-src-elem' }));
  expect(violations().at(-1)?.attributes).toMatchObject({
    'sightglass.csp.blocked_url': 'inline',
    'sightglass.csp.directive': 'script-src-elem',
  });
});

it('nothing of extensions is told', () => {
  page = record(reports());
  document.dispatchEvent(violation({ blockedURI: 'chrome-extension' }));
  document.dispatchEvent(violation({ blockedURI: 'inline', sourceFile: 'moz-extension://1/a.js' }));
  expect(blocked()).not.toContain('chrome-extension');
  expect(violations().some(({ attributes }) => String(attributes['code.file.path']).startsWith('moz'))).toBe(false);
});

it('nothing of our own requests is told: that would be sent to where nothing arrives', () => {
  page = record(reports());
  document.dispatchEvent(violation({ blockedURI: 'http://receiver/own/v1/logs', effectiveDirective: 'connect-src' }));
  expect(blocked().filter((url) => String(url).includes('/own/'))).toEqual([]);
});

it('a deprecation is told with its text and place', async () => {
  page = record(reports());
  const request = new XMLHttpRequest();
  request.open('GET', '/', false);
  request.send();
  await vi.waitFor(() => expect(page?.named('sightglass.report')).not.toEqual([]), 10_000);
  expect(page.named('sightglass.report')[0]).toMatchObject({
    body: expect.stringContaining('Synchronous'),
    severityNumber: 13,
    attributes: {
      'sightglass.report.kind': 'deprecation',
      'code.file.path': expect.stringContaining('reports.browser.test.ts'),
    },
  });
});

it('the text of an intervention loses the values of addresses in it', () => {
  let tell: ReportingObserverCallback = () => {};
  vi.stubGlobal(
    'ReportingObserver',
    class {
      constructor(callback: ReportingObserverCallback) {
        tell = callback;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  page = record(reports());
  const message = 'The script https://a.example/x.js?token=secret was blocked.';
  const report = { type: 'intervention', url: location.href, body: { message, sourceFile: null, lineNumber: 0 } };
  tell([report], {} as ReportingObserver);
  vi.unstubAllGlobals();
  expect(page.named('sightglass.report')[0]).toMatchObject({
    body: 'The script https://a.example/x.js?token=REDACTED was blocked.',
    attributes: { 'sightglass.report.kind': 'intervention' },
  });
});

it('at most fifty are told a page, the rest is counted', () => {
  page = record(reports());
  for (let i = 0; i < 80; i++) document.dispatchEvent(violation({ blockedURI: `https://a/${i}` }));
  expect(violations().length).toBeLessThanOrEqual(50);
  expect(page.dropped).toBeGreaterThanOrEqual(30);
});

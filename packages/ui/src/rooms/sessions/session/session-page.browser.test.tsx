import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FIXED, open, search, SOON, useFreshApp, violations, type Answerer } from '../../../app/app-in-browser.tsx';
import { answer } from '../../../app/sample-answers.ts';
import { eventOf, FROM, recordingOf, sessionOf } from '../sample-sessions.ts';

useFreshApp();

const START = FROM + 60_000;
const TRACE = 'c'.repeat(32);
const EVENTS = [
  eventOf(0, 'page', { title: '/cart' }),
  eventOf(20_000, 'click', { title: 'rage click: Pay', attributes: { 'sightglass.click.kind': 'rage' } }),
  eventOf(30_000, 'request', {
    title: 'POST /pay 503',
    durationMs: 80,
    severityNumber: 17,
    traceId: TRACE,
    spanId: 'd',
  }),
  eventOf(60_000, 'error', { title: 'TypeError: <b>no</b>' }),
  eventOf(110_000, 'vital', { title: 'CLS 0.02' }),
];
const SESSION = sessionOf('s-1', { userId: 'u-17', entryPath: '/cart', errors: 1, rageClicks: 1 });

/** Without a recording: the document that plays it is the server's, and its tests are those of whole pages. */
const withSession =
  (more: object = {}): Answerer =>
  (question) => {
    if (question.ask === 'sessions/:id') {
      return { session: SESSION, replays: [], events: EVENTS, isTruncated: false, ...more };
    }
    return answer(question);
  };

const now = (): string => document.querySelector('li[aria-current]')?.textContent ?? '';
const seconds = (): string | null => document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? null;

async function openSession(more = '', answers: Answerer = withSession()): Promise<void> {
  await open(`/sessions/s-1?${FIXED}${more}`, answers);
  await expect.poll(() => document.querySelectorAll('ol li').length, SOON).toBeGreaterThan(0);
}

describe('a session', () => {
  test('says whose it was and what went wrong, and leads on', async () => {
    await openSession();
    await expect
      .element(page.getByRole('heading', { level: 1 }))
      .toHaveTextContent('u-17 on /cart: 1 error, 1 rage click');
    const logs = new URL(
      page.getByRole('link', { name: 'Logs of this session' }).element().getAttribute('href') ?? '',
      location.href,
    );
    expect(logs.pathname).toBe('/logs');
    expect(logs.searchParams.get('q')).toBe('session.id:s-1');
    expect(logs.searchParams.get('t')).toBe('2026-11-20T02:12:59Z/2026-11-20T02:15:01Z');
    await expect
      .element(page.getByRole('link', { name: 'All sessions of u-17' }))
      .toHaveAttribute('href', `/sessions?${FIXED}&user=u-17`);
    await expect.element(page.getByText('TypeError: <b>no</b>')).toBeVisible();
  });

  test('without a recording is its list, and says why', async () => {
    await openSession();
    await expect.element(page.getByText('This session was not recorded')).toBeVisible();
    expect(page.getByRole('button', { name: 'Play' }).elements()).toEqual([]);
    await expect.element(page.getByText('replay: true')).toBeVisible();
  });

  test('that is not in the sample says that instead', async () => {
    await openSession('', withSession({ session: { ...SESSION, isSampled: false } }));
    await expect.element(page.getByText('It is not in the sample', { exact: false })).toBeVisible();
  });

  test('opens at the moment of the address; a line of the list leads to its own', async () => {
    await openSession(`&at=${START + 25_000}`);
    expect(seconds()).toBe('25');
    await expect.poll(now, SOON).toContain('Pay');
    await page.getByRole('button', { name: /TypeError/ }).click();
    await expect.poll(seconds, SOON).toBe('60');
    expect(search().get('at')).toBe(String(START + 60_000));
    expect(now()).toContain('TypeError');
  });

  test('n leads to what failed, from five seconds before it, N back; the bar takes arrows, Home and End', async () => {
    await openSession();
    await userEvent.keyboard('n');
    await expect.poll(seconds, SOON).toBe('25');
    await userEvent.keyboard('n');
    await expect.poll(seconds, SOON).toBe('55');
    await userEvent.keyboard('N');
    await expect.poll(seconds, SOON).toBe('25');
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(seconds, SOON).toBe('30');
    page.getByRole('slider').element().focus();
    await userEvent.keyboard('{End}');
    await expect.poll(seconds, SOON).toBe('120');
    await userEvent.keyboard('{Home}{PageUp}{ArrowLeft}');
    await expect.poll(seconds, SOON).toBe('25');
  });

  test('the list narrows to what went wrong; its trace is one click away', async () => {
    await openSession();
    await page.getByRole('button', { name: 'Trouble 3' }).click();
    await expect.poll(() => document.querySelectorAll('ol li').length, SOON).toBe(3);
    await expect
      .element(page.getByRole('link', { name: 'Trace cccccccc' }))
      .toHaveAttribute('href', expect.stringContaining(`/traces/${TRACE}?`));
  });

  test('that is not there says so', async () => {
    await open(`/sessions/gone?${FIXED}`, (question) =>
      question.ask === 'sessions/:id'
        ? { problem: { status: 404, title: 'Not found', detail: 'There is no session gone here.' } }
        : answer(question),
    );
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('This session is not here');
    await expect.element(page.getByText('There is no session gone here.')).toBeVisible();
  });

  test('of two recordings names them and chooses', async () => {
    const replays = [recordingOf('r-1', { endMs: START + 40_000 }), recordingOf('r-2', { startMs: START + 50_000 })];
    await openSession('', withSession({ replays }));
    await page.getByRole('button', { name: 'Recording 1 of 2' }).click();
    await page.getByRole('menuitemradio', { name: /02:13:50/ }).click();
    await expect.poll(seconds, SOON).toBe('50');
    await expect.element(page.getByRole('button', { name: 'Recording 2 of 2' })).toBeVisible();
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no violation in %s at %i px and never scrolls sideways', async (theme, width) => {
    await page.viewport(width, 800);
    document.documentElement.dataset['theme'] = theme;
    await openSession(`&at=${START + 61_000}`);
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

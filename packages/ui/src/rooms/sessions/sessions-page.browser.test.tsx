import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  asked,
  cellsOf,
  FIXED,
  open,
  search,
  SOON,
  textOf,
  useFreshApp,
  violations,
  type Answerer,
} from '../../app/app-in-browser.tsx';
import { answer, emptyAnswer } from '../../app/sample-answers.ts';
import { sessionOf } from './sample-sessions.ts';

useFreshApp();

const SESSIONS = [
  sessionOf('s-1', {
    userId: 'u-17',
    entryPath: '/',
    exitPath: '/cart',
    errors: 2,
    rageClicks: 1,
    replays: 1,
    pages: 4,
  }),
  sessionOf('s-2', { anonymousId: 'abcdef0123', durationMs: 4500, deadClicks: 3 }),
  sessionOf('s-3', { userId: '<img src=x onerror=alert(1)>' }),
];

const withSessions: Answerer = (question) => {
  const { has, user, cursor } = question.params;
  if (question.ask !== 'sessions') return answer(question);
  const found = SESSIONS.filter(
    (session) => (has !== 'error' || session.errors > 0) && (user === undefined || session.userId === user),
  );
  return { items: found, next: cursor === undefined && has === undefined ? 'second' : null };
};

const rows = (): Element[] => [...document.querySelectorAll('tbody tr')];
const lastAsked = (): (typeof asked)[number]['params'] | undefined =>
  asked.findLast(({ ask, params }) => ask === 'sessions' && params['limit'] !== '1')?.params;

async function openSessions(more = ''): Promise<void> {
  await open(`/sessions?${FIXED}${more}`, withSessions);
  await expect.poll(() => rows().length, SOON).toBeGreaterThan(0);
}

describe('the list of sessions', () => {
  test('answers in its headline, and shows who went where and what went wrong', async () => {
    await openSessions();
    await expect
      .element(page.getByRole('heading', { level: 1 }))
      .toHaveTextContent('The newest 3 sessions: 1 with an error, 1 with rage clicks');
    expect(cellsOf(rows()[0])).toEqual([
      '02:13:00',
      'u-17/ → /cart',
      'Chrome 156 on Windows, desktop',
      'storefront',
      '2 min 00 s',
      '4 pages',
      '2 errors1 rage click',
    ]);
    expect(cellsOf(rows()[1]).filter((_, at) => at !== 2 && at !== 3)).toEqual([
      '02:13:00',
      'anonymous abcdef01/',
      '4.5 s',
      '1 page',
      '3 dead clicks',
    ]);
    // A name is text, whatever stands in it.
    expect(cellsOf(rows()[2])[1]).toContain('<img');
  });

  test('narrows to errors and to a person, and goes on to more', async () => {
    await openSessions();
    await page.getByRole('button', { name: 'More sessions' }).click();
    await expect.poll(() => lastAsked()?.['cursor'], SOON).toBe('second');
    await page.getByRole('button', { name: 'With an error' }).click();
    await expect.poll(() => rows().length, SOON).toBe(1);
    expect(lastAsked()).toMatchObject({ has: 'error' });
    expect(lastAsked()).not.toHaveProperty('cursor');
    await page.getByLabelText('User').fill('u-17');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => search().get('user'), SOON).toBe('u-17');
    expect(search().get('has')).toBe('error');
  });

  test('arrows lead along the rows, Enter opens the session', async () => {
    await openSessions();
    page.getByRole('link', { name: /u-17/ }).element().focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('abcdef01');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => window.location.pathname, SOON).toBe('/sessions/s-2');
  });

  test('g s leads here from anywhere', async () => {
    await open(`/?${FIXED}`, withSessions);
    await userEvent.keyboard('gs');
    await expect.poll(() => window.location.pathname, SOON).toBe('/sessions');
  });
});

describe('without sessions', () => {
  test('filters that leave none can be removed', async () => {
    await open(`/sessions?${FIXED}&user=nobody`, withSessions);
    await expect.element(page.getByText('Nothing matches these filters')).toBeVisible();
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await expect.poll(() => rows().length, SOON).toBe(3);
  });

  test('a server that never had one says how a page sends them, with its address and a place for the key', async () => {
    await open(`/sessions?${FIXED}`, (question) => {
      if (question.ask === 'sessions') return { items: [] };
      return question.ask === 'session' ? Object.assign(answer(question), { needsKey: true }) : emptyAnswer(question);
    });
    await expect.element(page.getByText('No web page has sent anything yet')).toBeVisible();
    const program = page.getByRole('region', { name: 'Program for: A bundled page' });
    await expect.poll(() => textOf(program), SOON).toContain(`endpoint: '${window.location.origin}'`);
    expect(textOf(program)).toContain("key: 'YOUR_BROWSER_KEY'");
    const tag = page.getByRole('region', { name: 'Markup for: A script tag' });
    expect(textOf(tag)).toContain(`data-endpoint="${window.location.origin}"`);
    expect(await violations()).toEqual([]);
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
    await openSessions('&user=u-17');
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

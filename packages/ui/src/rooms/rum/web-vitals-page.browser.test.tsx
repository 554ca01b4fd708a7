import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import {
  asked,
  cellsOf,
  FIXED,
  FROM,
  open,
  search,
  SOON,
  TO,
  useFreshApp,
  violations,
  type Answerer,
} from '../../app/app-in-browser.tsx';
import { answer } from '../../app/sample-answers.ts';
import type { Vital } from '../../ask/types.ts';

useFreshApp();

const vital = (key: string, name: Vital['name'], p75: number): Vital => ({
  key,
  name,
  p50: p75 * 0.6,
  p75,
  p95: p75 * 2,
  count: 1000,
  good: 700,
  needsImprovement: 200,
  poor: 100,
});

const withVitals: Answerer = (question) => {
  const { ask, params } = question;
  switch (ask) {
    case 'vitals':
      return {
        items:
          params['by'] === 'none'
            ? [vital('', 'lcp', 2900), vital('', 'inp', 120), vital('', 'cls', 0.31)]
            : [vital('/cart', 'lcp', 4200), vital('/', 'lcp', 1100), vital('/cart', 'cls', 0.02)],
        isTruncated: false,
      };
    case 'vitals/series':
      return {
        stepMs: 15_000,
        series: [
          {
            name: params['name'],
            unit: 'ms',
            labels: {},
            points: [
              [FROM, 2500],
              [TO - 60_000, 2900],
            ],
          },
        ],
      };
    case 'pages':
      return {
        items: [{ route: '/cart', views: 2300, sessions: 800, errors: 7, lcpP75: 4200, inpP75: null, clsP75: 0.02 }],
      };
    case 'resources':
      return {
        items: [
          {
            url: 'https://cdn.example/app.js',
            kind: 'script',
            count: 40,
            p75Ms: 812,
            p95Ms: 1900,
            failed: 2,
            transferBytes: 123_456,
          },
        ],
      };
    default:
      return answer(question);
  }
};

const rowOf = (table: string, at: number): string[] =>
  cellsOf(page.getByRole('group', { name: table, exact: true }).element().querySelectorAll('tbody tr')[at]);

async function openVitals(more = ''): Promise<void> {
  await open(`/rum?${FIXED}${more}`, withVitals);
  await expect.element(page.getByRole('group', { name: 'Resources', exact: true }), SOON).toBeVisible();
}

describe('web vitals', () => {
  test('are answered in the headline, each with its limits and how it spreads', async () => {
    await openVitals();
    await expect
      .element(page.getByRole('heading', { level: 1 }))
      .toHaveTextContent('CLS is poor (p75 0.31), LCP needs improvement (p75 2.9 s); the other is good');
    const [lcp] = page.getByRole('list', { name: 'Web vitals' }).getByRole('listitem').elements();
    expect(lcp?.textContent).toContain('70 % good, 20 % need improvement, 10 % poor of 1\u202f000');
    expect(lcp?.textContent).toContain('good to 2.5 s, poor above 4 s');
  });

  test('stand by page, by what loads and by what is looked at, rated by shape', async () => {
    await openVitals();
    expect(rowOf('Web vitals by page', 0)).toEqual(['/cart', '4.2 s', '–', '0.02', '–', '–', '1\u202f000']);
    expect(page.getByRole('img', { name: 'poor' }).elements().length).toBeGreaterThan(0);
    expect(rowOf('Page views', 0)).toEqual(['/cart', '2\u202f300', '800', '7', '4.2 s', '–', '0.02']);
    expect(rowOf('Resources', 0)).toEqual([
      'https://cdn.example/app.js',
      'script',
      '40',
      '812 ms',
      '1.9 s',
      '121 KiB',
      '2',
    ]);
  });

  test('a choice is kept in the address and asked of the server', async () => {
    await openVitals();
    await page.getByRole('button', { name: 'Device' }).click();
    await expect.poll(() => search().get('by'), SOON).toBe('device');
    await page.getByRole('button', { name: 'INP' }).click();
    await page.getByRole('button', { name: 'Failed' }).click();
    await expect
      .poll(() => asked.some(({ ask, params }) => ask === 'vitals' && params['by'] === 'device'), SOON)
      .toBe(true);
    await expect
      .poll(() => asked.some(({ ask, params }) => ask === 'vitals/series' && params['name'] === 'inp'), SOON)
      .toBe(true);
    await expect
      .poll(() => asked.some(({ ask, params }) => ask === 'resources' && params['sort'] === 'failed'), SOON)
      .toBe(true);
  });

  test('a page leads to the sessions that saw it', async () => {
    await openVitals();
    await expect
      .element(page.getByRole('link', { name: '/cart' }))
      .toHaveAttribute('href', `/sessions?${FIXED}&q=sightglass.page.route:/cart`);
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
    await openVitals();
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

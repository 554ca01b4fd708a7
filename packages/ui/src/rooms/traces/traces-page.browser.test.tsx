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
} from '../../app/app-in-browser.tsx';
import { answer } from '../../app/sample-answers.ts';

useFreshApp();

const rows = (): Element[] => [...document.querySelectorAll('main tbody tr')];
const lastAsked = (name: string) => asked.findLast(({ ask }) => ask === name)?.params;

async function openTraces(more = ''): Promise<void> {
  await open(`/traces?${FIXED}${more}`, answer);
  await expect.poll(() => rows().length, SOON).toBe(3);
}

describe('the list of traces', () => {
  test('says how many there are and how many failed, and writes the numbers of the answer', async () => {
    await openTraces();
    await expect
      .poll(() => textOf(page.getByRole('heading', { level: 1 })), SOON)
      .toContain('12\u202f435 traces, 3.1 % with an error');
    expect(rows().map(cellsOf)).toEqual([
      [
        '03:11:00.000',
        'storefrontPOST /checkout',
        'storefront, checkout, search',
        '1.87 s',
        '2\u202f000 spans',
        '3 failed',
      ],
      ['03:10:58.500', 'storefrontGET /', 'storefront', '902 µs', '1 span', '0'],
      // What looks like markup in somebody's data stays text.
      ['03:10:58.000', 'search<img src=x onerror=alert(1)>', 'search', '18 ms', '7 spans', '0'],
    ]);
    expect(document.querySelector('main img')).toBeNull();
    expect(rows()[0]?.querySelector('a')?.getAttribute('href')).toBe(`/traces/${'a'.repeat(32)}?${FIXED}`);
  });

  test('is walked by keys and opened by Enter', async () => {
    await openTraces();
    rows()[0]?.querySelector('a')?.focus();
    await userEvent.keyboard('j{ArrowDown}k');
    expect(document.activeElement?.textContent).toBe('storefrontGET /');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => window.location.pathname, SOON).toBe(`/traces/${'b'.repeat(32)}`);
  });

  test('comes in four orders, each a step that Back undoes', async () => {
    await openTraces();
    await page.getByRole('button', { name: 'Slowest' }).click();
    await expect.poll(() => lastAsked('traces')?.['order'], SOON).toBe('slowest');
    await expect.element(page.getByRole('button', { name: 'Slowest' })).toHaveAttribute('aria-pressed', 'true');
    window.history.back();
    await expect.element(page.getByRole('button', { name: 'Newest' })).toHaveAttribute('aria-pressed', 'true');
  });

  test('goes on where a page of it ends, and back to its beginning', async () => {
    await openTraces();
    await page.getByRole('button', { name: 'Older traces' }).click();
    await expect.poll(() => lastAsked('traces')?.['cursor'], SOON).toBe('second');
    await expect.poll(() => page.getByRole('button', { name: 'Older traces' }).elements().length, SOON).toBe(0);
    await page.getByRole('button', { name: 'Back to the first' }).click();
    expect(search().get('cursor')).toBeNull();
  });
});

describe('a search', () => {
  test('is typed, sent by Enter, and is what the API is asked', async () => {
    await openTraces('&cursor=x');
    await userEvent.keyboard('/');
    expect(document.activeElement?.getAttribute('type')).toBe('search');
    await userEvent.keyboard('slow duration>500ms -status:error{Enter}');
    await expect
      .poll(() => lastAsked('traces'), SOON)
      .toMatchObject({ q: 'slow', where: ['duration>500ms', 'status!=error'] });
    expect(lastAsked('traces')).not.toHaveProperty('cursor');
    expect(search().get('q')).toBe('slow duration>500ms -status:error');
    window.history.back();
    await expect.element(page.getByRole('combobox', { name: 'Search traces' })).toHaveValue('');
  });

  test('that the server cannot read is explained with its remedy, and not tried again in vain', async () => {
    const errors = [{ field: 'where', value: 'duration>abc', remedy: 'Write a number after >, as in duration>500ms.' }];
    await open(`/traces?${FIXED}&q=duration%3Eabc`, (question) =>
      question.ask.startsWith('traces')
        ? { problem: { status: 400, title: 'Bad question', detail: 'One parameter cannot be read.', errors } }
        : answer(question),
    );
    const alert = page.getByRole('alert');
    await expect.poll(() => textOf(alert), SOON).toContain('Write a number after >, as in duration>500ms.');
    expect(alert.elements()).toHaveLength(1);
    await expect.poll(() => textOf(alert.getByRole('button')), SOON).toContain('Try again');
    expect(alert.getByRole('button').element().textContent).toBe('Try again');
  });
});

describe('a facet', () => {
  test('narrows by a click, says so, and widens by the next', async () => {
    await openTraces();
    const facets = page.getByRole('complementary', { name: 'Narrow down' });
    const route = facets.getByRole('button', { name: /^\/cart/ });
    await route.click();
    await expect.poll(() => lastAsked('traces')?.['where'], SOON).toEqual(['http.route=/cart/{id}']);
    await expect.element(route).toHaveAttribute('aria-pressed', 'true');
    await facets.getByRole('button', { name: /^checkout/ }).click();
    await expect
      .poll(() => lastAsked('traces'), SOON)
      .toMatchObject({ service: ['checkout'], where: ['http.route=/cart/{id}'] });
    await page.getByRole('button', { name: 'Remove the filter service checkout' }).click();
    await route.click();
    await expect.poll(() => window.location.search, SOON).toBe(`?${FIXED}`);
  });
});

test('an empty list says why, and removing the filters fills it', async () => {
  await open(`/traces?${FIXED}&service=gone&q=x`, answer);
  await expect.element(page.getByText('Nothing matches these filters', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Remove the filters' }).click();
  await expect.poll(() => rows().length, SOON).toBe(3);
});

test('a service has the same colour in the facets and in every row', async () => {
  await openTraces();
  const colours = (element: Element): string[] =>
    [...element.querySelectorAll<HTMLElement>('[style*="--cat"]')].map(({ style }) => style.color);
  const facets = page.getByRole('complementary', { name: 'Narrow down' });
  const inFacets = ['storefront', 'checkout'].map(
    (name) => colours(facets.getByRole('button', { name: new RegExp(`^${name}`) }).element())[0],
  );
  expect(new Set(inFacets).size).toBe(2);
  // The second trace is of the storefront alone: root, services and bar.
  expect(colours(rows()[1]!)).toEqual([inFacets[0], inFacets[0], inFacets[0]]);
  expect(colours(rows()[0]!)).toContain(inFacets[1]);
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
    await openTraces('&service=storefront&service=checkout');
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

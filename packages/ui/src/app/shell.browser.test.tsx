import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { changeSettings } from '../parts/settings.ts';
import { PAGES } from './pages.ts';
import { asked, FIXED, open, search, SOON, textOf, useFreshApp, violations } from './app-in-browser.tsx';
import { answer } from './sample-answers.ts';

useFreshApp();

const heading = page.getByRole('heading', { level: 1 });
const focused = (): Element | null => document.activeElement;

describe('keys', () => {
  test('lead from page to page with range and filters, and the new page has the focus and its title', async () => {
    await open(`/?${FIXED}&service=checkout`, answer);
    await userEvent.keyboard('gt');
    await expect
      .poll(() => window.location.pathname + window.location.search, SOON)
      .toBe(`/traces?${FIXED}&service=checkout`);
    await expect.poll(() => textOf(heading), SOON).toContain('12\u202f435 traces');
    expect(focused()?.id).toBe('main');
    await expect.poll(() => document.title, SOON).toContain('Traces');
    await userEvent.keyboard('go');
    await expect.poll(() => window.location.pathname, SOON).toBe('/');
  });

  test('move the range by half, as a step that Back undoes', async () => {
    await open(`/?${FIXED}`, answer);
    await userEvent.keyboard('[[');
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-20T01:42Z/2026-11-20T02:42Z');
    await userEvent.keyboard(']');
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-20T02:12Z/2026-11-20T03:12Z');
  });

  test('are letters while somebody types, and silent where the reader wants no single letters', async () => {
    await open(`/traces?${FIXED}`, answer);
    await expect.element(page.getByRole('combobox', { name: 'Search traces' })).toBeVisible();
    await userEvent.keyboard('/go');
    await expect.element(page.getByRole('combobox', { name: 'Search traces' })).toHaveValue('go');
    expect(window.location.pathname).toBe('/traces');
    (focused() as HTMLElement).blur();
    changeSettings({ letterKeys: false });
    await userEvent.keyboard('go?');
    expect(window.location.pathname).toBe('/traces');
    expect(document.querySelector('dialog')).toBeNull();
  });

  test('are listed behind ?, and Esc gives the focus back', async () => {
    await open(`/?${FIXED}`, answer);
    const button = page.getByRole('button', { name: 'Appearance' }).element() as HTMLElement;
    button.focus();
    await userEvent.keyboard('?');
    await expect.element(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('dialog'), SOON).toBeNull();
    expect(focused()).toBe(button);
  });
});

describe('the palette', () => {
  test('finds a service and leads to its page, by keys alone', async () => {
    await open(`/?${FIXED}`, answer);
    await userEvent.keyboard('{Control>}k{/Control}');
    const box = page.getByRole('combobox');
    await expect.element(box).toHaveFocus();
    await userEvent.keyboard('sea');
    await expect
      .poll(
        () =>
          page
            .getByRole('option')
            .elements()
            .map(({ textContent }) => textContent),
        SOON,
      )
      .toEqual(['searchService', 'Traces for “sea”Search']);
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    await expect.poll(() => window.location.pathname + window.location.search, SOON).toBe(`/services/search?${FIXED}`);
    expect(document.querySelector('dialog')).toBeNull();
  });
});

describe('the bar', () => {
  test('chooses a range from a menu by keys, and the address holds it', async () => {
    await open('/', answer);
    const button = page.getByRole('button', { name: 'Range: Last 1 hour' });
    (button.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('menuitemradio', { name: 'Last 1 hour' })).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.poll(() => search().get('t'), SOON).toBe('6h');
    await expect.element(page.getByRole('button', { name: 'Range: Last 6 hours' })).toHaveFocus();
  });

  test('takes a range as text, and explains one that it cannot read', async () => {
    await open(`/?${FIXED}`, answer);
    await page.getByRole('button', { name: /^Range/ }).click();
    await page.getByText('Other range …', { exact: false }).click();
    await userEvent.fill(page.getByLabelText('From'), 'yesterday');
    await page.getByRole('button', { name: 'Show this range' }).click();
    await expect
      .poll(() => textOf(page.getByRole('alert')), SOON)
      .toContain('yesterday to 2026-11-20T03:12Z is no range');
    expect(await violations()).toEqual([]);
    await userEvent.fill(page.getByLabelText('From'), '2026-11-20T03:00Z');
    await page.getByRole('button', { name: 'Show this range' }).click();
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-20T03:00Z/2026-11-20T03:12Z');
  });

  test('narrows to an environment, which every question then names', async () => {
    await open(`/?${FIXED}`, answer);
    await page.getByRole('button', { name: 'Environment: All environments' }).click();
    await page.getByRole('menuitemradio', { name: 'staging' }).click();
    await expect.poll(() => search().get('env'), SOON).toBe('staging');
    await expect
      .poll(() => asked.findLast(({ ask }) => ask === 'findings')?.params['environment'], SOON)
      .toEqual(['staging']);
  });

  test('keeps the theme for the next visit, and the page follows at once', async () => {
    await open(`/?${FIXED}`, answer);
    const ground = (): string => getComputedStyle(document.documentElement).backgroundColor;
    const light = ground();
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(ground, SOON).not.toBe(light);
    expect(JSON.parse(localStorage.getItem('sightglass.settings') ?? '')).toMatchObject({ theme: 'dark' });
  });
});

describe('the rail', () => {
  test('says what arrives and where one is', async () => {
    await open(`/traces?${FIXED}`, answer);
    const rail = page.getByRole('navigation', { name: 'Pages' });
    await expect.poll(() => textOf(rail), SOON).toContain('receiving 2.1K spans/s');
    expect(rail.getByRole('link', { name: 'Traces' }).element().getAttribute('aria-current')).toBe('page');
    expect(
      rail
        .getByRole('link')
        .elements()
        .map(({ textContent }) => textContent),
    ).toEqual(['Sightglass', ...PAGES.map(({ label }) => label)]);
  });

  test('is a drawer on a phone, closed by Esc and by a choice', async () => {
    await page.viewport(390, 800);
    await open(`/?${FIXED}`, answer);
    const link = (): HTMLElement => document.querySelector<HTMLElement>('#rail a[href^="/traces"]')!;
    expect(link().checkVisibility()).toBe(false);
    await page.getByRole('button', { name: 'Pages' }).click();
    expect(link().checkVisibility()).toBe(true);
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    expect(link().checkVisibility()).toBe(false);
    await page.getByRole('button', { name: 'Pages' }).click();
    link().click();
    await expect.poll(() => window.location.pathname, SOON).toBe('/traces');
    expect(link().checkVisibility()).toBe(false);
  });
});

describe('an address', () => {
  test('with a range that cannot be read falls back and says so', async () => {
    await open('/?t=yesterday', answer);
    await expect.poll(() => textOf(page.getByRole('alert')), SOON).toContain('t in the address is yesterday');
    await expect.element(page.getByRole('button', { name: 'Range: Last 1 hour' })).toBeVisible();
  });

  test('may hold any sign in a value', async () => {
    await open(`/traces?${FIXED}&q=%2541+%2526`, answer);
    await expect.element(page.getByRole('combobox', { name: 'Search traces' })).toHaveValue('%41 %26');
  });

  test('of no page says so and leads home', async () => {
    await open('/nowhere', answer);
    await expect.poll(() => textOf(heading), SOON).toContain('There is no page at this address');
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await expect.poll(() => window.location.pathname, SOON).toBe('/');
  });
});

test('the first stop of the keyboard skips to the content', async () => {
  await open(`/?${FIXED}`, answer);
  await userEvent.tab();
  expect(focused()?.textContent).toBe('Skip to the content');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => focused()?.id, SOON).toBe('main');
});

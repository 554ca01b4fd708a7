import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { asked, cellsOf, FIXED, open, SOON, textOf, useFreshApp, violations } from '../../app/app-in-browser.tsx';
import { EXEMPLAR } from '../../app/sample-answers.ts';
import { answer } from './sample-service.ts';

useFreshApp();

const CHECKOUT = `/services/checkout?${FIXED}`;

const headline = (): string => textOf(page.getByRole('heading', { level: 1 }));
const panel = (name: string) => page.getByRole('region', { name, exact: true });
const rows = (title: string): string[][] =>
  [...(panel(title).query()?.querySelectorAll('tbody tr') ?? [])].map((row) => cellsOf(row));
const hrefs = (title: string): (string | null)[] =>
  [...(panel(title).query()?.querySelectorAll('a') ?? [])].map((link) => link.getAttribute('href'));

describe('the page of a service', () => {
  test('says in its headline how it is, and below since which release', async () => {
    await open(CHECKOUT, answer);
    await expect.poll(headline, SOON).toBe('checkout: 7.1 % of requests fail');
    const main = textOf(page.getByRole('main'));
    expect(main).toContain('release 1.8.2, 17 min ago');
    expect(main).toContain('usual 0.8 %; began 02:55 UTC, 17 s after release 1.8.2');
    await expect.poll(() => document.title, SOON).toBe('checkout: 7.1 % of requests fail · Sightglass');
  });

  test('of a healthy service says so', async () => {
    await open(`/services/storefront?${FIXED}`, answer);
    await expect.poll(headline, SOON).toBe('storefront is healthy');
  });

  test('that nobody knows shows what there is instead', async () => {
    await open(`/services/nobody?${FIXED}`, (question) =>
      question.ask === 'services/:service/instances' ? { stepMs: 15_000, items: [] } : answer(question),
    );
    await expect.poll(headline, SOON).toBe('nobody had no requests');
    await expect.element(page.getByText('Nothing here in this range')).toBeVisible();
  });

  test('asks once for all that it shows, narrowed to the service and the filters of the address', async () => {
    await open(`${CHECKOUT}&env=production`, answer);
    await expect.poll(() => rows('Instances').length, SOON).toBe(2);
    await expect.poll(() => asked.filter(({ ask }) => ask === 'services/:service/series').length, SOON).toBe(3);
    const names = asked.map(({ ask, params }) => `${ask} ${JSON.stringify(params)}`);
    expect(names).toEqual([...new Set(names)]);
    expect(asked.find(({ ask }) => ask === 'findings')?.params).toMatchObject({
      service: ['checkout'],
      environment: ['production'],
    });
    expect(asked.find(({ ask }) => ask === 'services/:service/operations')?.params).toMatchObject({
      service: 'checkout',
      environment: ['production'],
    });
  });

  test('shows operations, who calls and is called, each with its way on', async () => {
    await open(CHECKOUT, answer);
    await expect
      .poll(() => rows('Operations'), SOON)
      .toEqual([
        ['POST /pay', '30', '9 %', '31 ms', '82 %'],
        ['GET /quote', '8.4', '2 %', '12 ms', '18 %'],
      ]);
    expect(hrefs('Operations')[0]).toBe(`/traces?${FIXED}&service=checkout&q=name:%22POST+/pay%22`);
    await panel('Operations').getByRole('button', { name: 'p95' }).click();
    await panel('Operations').getByRole('button', { name: 'p95' }).click();
    expect(rows('Operations').map(([name]) => name)).toEqual(['GET /quote', 'POST /pay']);
    await expect.poll(() => rows('Called by'), SOON).toEqual([['storefront', '12.5', '2 %', '31 ms']]);
    expect(rows('Calls')).toEqual([
      ['search', '12.5', '0 %', '31 ms'],
      ['postgresql/shop database', '12.5', '2 %', '–'],
    ]);
    expect(hrefs('Called by')).toEqual([`/services/storefront?${FIXED}`]);
    expect(hrefs('Calls')).toEqual([`/services/search?${FIXED}`]);
  });

  test('shows instances, unknown as unknown, and leads to the metrics of their runtime', async () => {
    await open(CHECKOUT, answer);
    await expect
      .poll(() => rows('Instances'), SOON)
      .toEqual([
        ['checkout-7d9on node-3 · 1.8.2', '42 %', '', '220 MiB', '', '23.4 ms', '', '19.2', '4 s ago'],
        ['checkout-8aaon node-3 · 1.8.2', '42 %', '', '–', '', '23.4 ms', '', '19.2', '4 s ago'],
      ]);
    await panel('Instances').getByRole('link', { name: 'checkout-8aa' }).click();
    await expect.poll(headline, SOON).toBe('6 metrics of checkout');
    const wheres = (): Set<string> =>
      new Set(asked.filter(({ ask }) => ask === 'metrics/:name/series').map(({ params }) => String(params['where'])));
    await expect.poll(wheres, SOON).toEqual(new Set(['resource.service.instance.id=checkout-8aa']));
  });

  test('lists deployments; each leads to the time around it', async () => {
    await open(CHECKOUT, answer);
    const list = page.getByRole('list', { name: 'Deployments' });
    await expect
      .poll(
        () =>
          list
            .getByRole('listitem')
            .elements()
            .map((item) => item.textContent),
        SOON,
      )
      .toEqual(['1.8.2production, succeeded17 min ago', '1.8.1production, first seen24 h ago']);
    await list.getByRole('link', { name: '1.8.2' }).click();
    await expect.poll(() => window.location.search, SOON).toBe('?t=2026-11-20T02:25Z/2026-11-20T03:12Z');
    expect(window.location.pathname).toBe('/services/checkout');
  });

  test('shows what came when one part of it fails', async () => {
    await open(CHECKOUT, (question) =>
      question.ask === 'services/:service/dependencies'
        ? { problem: { status: 504, title: 'Took too long', detail: 'The question ran longer than 30 s.' } }
        : answer(question),
    );
    await expect
      .poll(() => textOf(page.getByRole('alert')), SOON)
      .toContain('Who calls and is called could not be loaded');
    await expect.poll(() => rows('Operations').length, SOON).toBe(2);
  });
});

test('one service after another: nothing of the last stands under the name of the next', async () => {
  await open(CHECKOUT, answer);
  await expect.poll(() => rows('Calls').length, SOON).toBe(2);
  const said = new Set<string>();
  const watch = new MutationObserver(() => said.add(headline()));
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  await panel('Calls').getByRole('link', { name: 'search' }).click();
  await expect.poll(headline, SOON).toBe('search: p95 is 908 ms');
  watch.disconnect();
  expect([...said].filter((text) => text.startsWith('search'))).toEqual(['search', 'search: p95 is 908 ms']);
});

test('a service of which nobody can say how it is shows the rest', async () => {
  await open(CHECKOUT, (question) =>
    question.ask === 'findings'
      ? { problem: { status: 504, title: 'Took too long', detail: 'The question ran longer than 30 s.' } }
      : answer(question),
  );
  await expect.poll(() => textOf(page.getByRole('alert')), SOON).toContain('How checkout is could not be loaded');
  await expect.poll(() => rows('Operations').length, SOON).toBe(2);
});

describe('the charts of a service', () => {
  test('divide requests and failures by release, and lead from a slow request to its trace', async () => {
    await open(CHECKOUT, answer);
    await expect.poll(() => asked.filter(({ params }) => params['release'] !== undefined).length, SOON).toBe(2);
    await page.getByRole('button', { name: 'Failed requests as a table' }).click();
    const texts = (): string[][] =>
      [...panel('Failed requests').element().querySelectorAll('tr')].map((row) => cellsOf(row));
    await expect.poll(() => texts()[0], SOON).toEqual(['time', '1.8.2', '1.8.1']);
    expect(texts()[1]).toEqual(['03:11:45', '7.1 %', '–']);
    expect(texts().at(-1)).toEqual(['02:12:00', '–', '0.8 %']);
    await page.getByRole('button', { name: 'Duration as a table' }).click();
    const link = panel('Duration').getByRole('link').element();
    expect(link.textContent).toBe('◆ a request 1.21 s, failed, 02:42:00');
    expect(link.getAttribute('href')).toBe(`/traces/${EXEMPLAR.traceId}?${FIXED}`);
  });
});

test('services elsewhere lead here: from the overview by keys', async () => {
  await open(`/?${FIXED}`, answer);
  const link = panel('Services').getByRole('link', { name: 'search' });
  await expect.element(link).toBeVisible();
  (link.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(headline, SOON).toBe('search: p95 is 908 ms');
});

test.each([
  ['light', 1440],
  ['dark', 360],
] as const)('the page has no violation in %s at %i px, and never scrolls sideways', async (theme, width) => {
  await page.viewport(width, 800);
  document.documentElement.dataset['theme'] = theme;
  await open(CHECKOUT, answer);
  await expect.poll(() => rows('Instances').length, SOON).toBe(2);
  await expect.poll(() => document.querySelectorAll('canvas').length, SOON).toBe(3);
  expect(await violations()).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

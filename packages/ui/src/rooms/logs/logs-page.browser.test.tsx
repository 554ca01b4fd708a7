import { beforeEach, describe, expect, test } from 'vitest';
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
import { changeSettings, getSettings } from '../../parts/settings.ts';
import type { LogLine } from './log-line.ts';
import { answer, HISTOGRAM, LINES, lineAt } from './sample-lines.ts';

useFreshApp();
beforeEach(() => changeSettings({ wrapLines: false }));

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=row][data-at]')];
const rowAt = (at: number): HTMLElement => document.querySelector<HTMLElement>(`[role=row][data-at="${at}"]`)!;
const lastAsked = (name: string) => asked.findLast(({ ask }) => ask === name)?.params;
const grid = (): HTMLElement => document.querySelector<HTMLElement>('[role=treegrid]')!;
/** The row that the keyboard stands on. */
const current = (): Element | null => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
const details = page.getByRole('group', { name: 'Details of the line' });
const heading = page.getByRole('heading', { level: 1 });

async function openLogs(more = ''): Promise<(next: typeof answer) => void> {
  const change = await open(`/logs?${FIXED}${more}`, answer);
  await expect.poll(() => rows().length, SOON).toBeGreaterThan(5);
  return change;
}

describe('the page of logs', () => {
  test('says how many lines and errors there are, and writes the lines of the answer', async () => {
    await openLogs();
    await expect.poll(() => textOf(heading), SOON).toContain('12.4K lines, 128 errors in 60 min');
    expect(rows().slice(0, 4).map(cellsOf)).toEqual([
      ['03:12:00.000', 'info', 'storefront', 'request 0 completed'],
      [
        '03:11:59.000',
        'error',
        'checkout',
        'voucher failed: Cannot read properties of undefined ↵ at applyVoucher (voucher.ts:7)',
      ],
      ['03:11:58.000', 'warn', 'search', 'slow query took 908 ms'],
      // What looks like markup in somebody's data stays text.
      ['03:11:57.000', '–', 'storefront', '<img src=x onerror=alert(1)><script>alert(2)</script>'],
    ]);
    expect(document.querySelector('main img, main script')).toBeNull();
  });

  test('draws a terminal’s colours in the theme’s', async () => {
    await openLogs();
    const [slow, duration] = [...rowAt(2).querySelectorAll<HTMLElement>('[role=gridcell]:last-child span')];
    expect([slow?.textContent, duration?.textContent]).toEqual(['slow', '908 ms']);
    const colour = (element: Element | undefined): string => (element ? getComputedStyle(element).color : '');
    const plain = colour(rowAt(2).lastElementChild ?? undefined);
    expect(new Set([colour(slow), colour(duration), plain]).size).toBe(3);
    expect(Number(getComputedStyle(slow!).fontWeight)).toBeGreaterThan(500);
  });

  test('loads older lines as the reader goes down, each once, and says when there are no more', async () => {
    await openLogs();
    expect(grid().getAttribute('aria-rowcount')).toBe('-1');
    grid().scrollTop = grid().scrollHeight;
    await expect.poll(() => lastAsked('logs')?.['cursor'], SOON).toBe('second');
    await expect.poll(() => grid().getAttribute('aria-rowcount'), SOON).toBe('251');
    grid().scrollTop = grid().scrollHeight;
    await expect.poll(() => cellsOf(rows().at(-1))[3], SOON).toBe('request 249 completed');
    await expect.element(page.getByText('All 250 lines of this range are here.')).toBeVisible();
    expect(asked.filter(({ ask, params }) => ask === 'logs' && params['cursor'] === 'second')).toHaveLength(1);
    expect(rows().length).toBeLessThan(80);
  });

  test('says why older lines did not come, and asks again when told to', async () => {
    const change = await openLogs();
    change((question) =>
      question.ask === 'logs'
        ? { problem: { status: 503, title: 'Busy', detail: 'Too many queries.' } }
        : answer(question),
    );
    grid().scrollTop = grid().scrollHeight;
    await expect.poll(() => textOf(page.getByRole('alert')), SOON).toContain('Too many queries.');
    change(answer);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => grid().getAttribute('aria-rowcount'), SOON).toBe('251');
  });

  test('wraps long lines for as long as the reader wants it', async () => {
    await openLogs();
    expect(rowAt(4).offsetHeight).toBe(24);
    await page.getByRole('button', { name: 'Wrap' }).click();
    await expect.poll(() => rowAt(4).offsetHeight, SOON).toBeGreaterThan(48);
    // The next row begins below it.
    await expect
      .poll(() => rowAt(5).getBoundingClientRect().top - rowAt(4).getBoundingClientRect().bottom, SOON)
      .toBeGreaterThanOrEqual(-1);
    expect(getSettings().wrapLines).toBe(true);
  });
});

describe('an open line', () => {
  test('shows all of it, and filters by what it holds', async () => {
    await openLogs();
    await userEvent.click(rowAt(1));
    await expect.element(details).toBeVisible();
    expect(search().get('uid')).toBe('u1');
    const text = details.element().textContent;
    for (const part of ['20 Nov 2026 03:11:59.000 UTC', '\n    at applyVoucher', 'user.id', 'u_917', 'service.version'])
      expect(text).toContain(part);
    await details.getByRole('button', { name: 'Only lines with user.id u_917' }).click();
    await expect.poll(() => lastAsked('logs')?.['where'], SOON).toEqual(['user.id=u_917']);
    await details.getByRole('button', { name: 'Leave out lines with http.route /api/checkout' }).click();
    await expect.poll(() => lastAsked('logs')?.['where'], SOON).toEqual(['user.id=u_917', 'http.route!=/api/checkout']);
    await details.getByRole('button', { name: 'Only lines with service checkout' }).click();
    await expect.poll(() => lastAsked('logs')?.['service'], SOON).toEqual(['checkout']);
  });

  test('leads to its span in its trace', async () => {
    await openLogs('&uid=u1');
    await expect
      .element(details.getByRole('link', { name: 'Trace aaaaaaaa' }))
      .toHaveAttribute('href', `/traces/${'a'.repeat(32)}?${FIXED}&span=${'b'.repeat(16)}`);
  });

  test('shows the lines around it in place, and the search stays', async () => {
    await openLogs('&q=voucher&uid=u30');
    grid().scrollTop = 600;
    await details.getByRole('button', { name: '50 lines around' }).click();
    const around = page.getByRole('region', { name: 'Lines around', exact: true });
    await expect.element(around).toBeVisible();
    expect(lastAsked('logs/context')).toMatchObject({ uid: 'u30', before: '25', after: '25' });
    const lines = [...around.element().querySelectorAll('li')];
    expect(lines).toHaveLength(51);
    expect(lines.findIndex((line) => line.hasAttribute('aria-current'))).toBe(25);
    expect(lines[25]?.textContent).toContain('request 30 completed');
    await around.getByRole('button', { name: 'Earlier lines' }).click();
    await expect.poll(() => lastAsked('logs/context')?.['before'], SOON).toBe('50');
    expect(search().get('q')).toBe('voucher');
  });

  test('of a link is open as the page opens, and nothing moves on while it is read, though the range is live', async () => {
    // A range as short as this moves on every second.
    await open('/logs?t=1m&uid=u2', answer);
    await expect.element(details).toBeVisible();
    const countOf = (name: string): number => asked.filter(({ ask }) => ask === name).length;
    const [logs, metas] = [countOf('logs'), countOf('meta')];
    // The rail looks every 5 s whether anything arrives: so long nothing else was asked.
    await expect.poll(() => countOf('meta'), SOON).toBeGreaterThan(metas);
    expect(countOf('logs')).toBe(logs);
    expect(rowAt(2).getAttribute('aria-expanded')).toBe('true');
    await userEvent.click(rowAt(2));
    await expect.poll(() => countOf('logs'), SOON).toBeGreaterThan(logs);
  });
});

describe('an open line that is not among those shown', () => {
  test('is asked for and stands above them, and is closed by a button', async () => {
    await open(`/logs?${FIXED}&uid=u30&at=123`, (question) =>
      question.ask === 'logs' ? { items: LINES.slice(0, 3) } : answer(question),
    );
    const panel = page.getByRole('region', { name: 'The open line' }).first();
    await expect.element(panel.getByText('request 30 completed')).toBeVisible();
    expect(lastAsked('logs/context')).toMatchObject({ uid: 'u30', timeUnixNano: '123', before: '0', after: '0' });
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Close the open line' }).click();
    await expect.poll(() => search().get('uid'), SOON).toBeNull();
    expect(search().get('at')).toBeNull();
  });

  test('says so when the server does not have it', async () => {
    await open(`/logs?${FIXED}&uid=gone&at=123`, (question) =>
      question.ask === 'logs/context'
        ? { problem: { status: 404, title: 'Not found', detail: 'There is no line gone.' } }
        : answer(question),
    );
    await expect.element(page.getByText('which the server does not have', { exact: false })).toBeVisible();
  });
});

describe('the keyboard', () => {
  test('walks the lines from one tab stop, opens, reads, and comes back', async () => {
    await openLogs();
    grid().focus();
    expect(grid().querySelectorAll('[tabindex="0"]')).toHaveLength(0);
    await userEvent.keyboard('j{ArrowDown}k');
    expect(cellsOf(current())[2]).toBe('checkout');
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(details).toBeVisible();
    expect(current()?.getAttribute('aria-expanded')).toBe('true');
    await userEvent.keyboard('{Tab}');
    expect(details.element().contains(document.activeElement)).toBe(true);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => details.query(), SOON).toBeNull();
    expect(document.activeElement).toBe(grid());
    await userEvent.keyboard('{Enter}');
    await expect.element(details).toBeVisible();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => details.query(), SOON).toBeNull();
    await userEvent.keyboard('{End}');
    await expect.poll(() => cellsOf(current())[3], SOON).toMatch(/^request (199|249) completed$/);
    await userEvent.keyboard('{Home}n');
    expect(cellsOf(current())[1]).toBe('error');
  });

  test('stands on a row that exists, wherever the reader scrolled', async () => {
    await openLogs();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}');
    grid().scrollTop = 3000;
    await expect.poll(() => rows().some(({ dataset }) => Number(dataset['at']) > 100), SOON).toBe(true);
    expect(cellsOf(current())[2]).toBe('checkout');
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(() => grid().scrollTop, SOON).toBeLessThan(200);
  });

  test('goes along the volume bar by bar, spoken, and makes one the range', async () => {
    await openLogs();
    const bars = page.getByRole('application', { name: /^Lines over time by severity/ });
    await expect.element(bars).toBeVisible();
    (bars.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{Shift>}{ArrowRight}{/Shift}');
    await expect
      .poll(() => textOf(bars.getByRole('status')), SOON)
      .toBe('02:17:00: fatal 0, error 1, warn 2, info 100');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-20T02:17Z/2026-11-20T02:17:30Z');
  });
});

describe('the volume', () => {
  test('adds up to the lines found, and is the same as a table', async () => {
    await openLogs();
    const legend = page.getByRole('list', { name: 'Severities' });
    await expect.poll(() => textOf(legend), SOON).toBe('fatal 8error 120warn 240info 12K');
    await page.getByRole('button', { name: 'Volume as a table' }).click();
    const cells = [...document.querySelectorAll<HTMLElement>('[aria-label="Volume, table"] td')];
    const sum = cells.reduce((total, cell) => total + Number(cell.textContent.replaceAll(/\D/g, '')), 0);
    expect(sum).toBe(HISTOGRAM.total);
  });

  test('becomes a range by dragging', async () => {
    await openLogs('&live=1');
    const bars = page.getByRole('application', { name: /^Lines over time by severity/ });
    await expect.element(bars).toBeVisible();
    const { width } = bars.element().getBoundingClientRect();
    const at = (share: number) => ({ x: Math.round(share * width), y: 30 });
    await userEvent.dragAndDrop(bars, bars, { sourcePosition: at(0.25), targetPosition: at(0.5) });
    await expect
      .poll(() => search().get('t'), SOON)
      .toMatch(/^2026-11-20T02:(26|27):\d\dZ\/2026-11-20T02:4\d:?\d*Z$|^2026-11-20T02:27Z/);
    expect(search().get('live')).toBeNull();
  });
});

describe('the search', () => {
  const box = page.getByRole('combobox', { name: 'Search logs' });

  test('sends words to the search of lines and keys as filters, and marks what was found', async () => {
    await openLogs();
    await userEvent.keyboard('/');
    await userEvent.keyboard('voucher -retry "cannot read" severity>=error{Enter}');
    await expect
      .poll(() => lastAsked('logs'), SOON)
      .toMatchObject({ q: 'voucher -retry "cannot read"', where: ['severity>=error'] });
    for (const name of ['logs/histogram', 'logs/facets'])
      expect(lastAsked(name)).toMatchObject({ q: 'voucher -retry "cannot read"', where: ['severity>=error'] });
    await expect
      .poll(() => [...document.querySelectorAll('mark')].map(({ textContent }) => textContent), SOON)
      .toContain('voucher');
  });

  test('suggests keys and then their values, taken by keys alone', async () => {
    await openLogs();
    await userEvent.keyboard('/');
    await userEvent.keyboard('slow htt');
    await expect
      .poll(
        () =>
          page
            .getByRole('option')
            .elements()
            .map(({ textContent }) => textContent),
        SOON,
      )
      .toEqual(['http.route9K', 'http.request.method800']);
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(box).toHaveValue('slow http.route:');
    await expect
      .poll(() => lastAsked('attributes/:key/values'), SOON)
      .toMatchObject({ key: 'http.route', signal: 'logs' });
    await expect.poll(() => page.getByRole('option').elements().length, SOON).toBe(2);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    await expect.element(box).toHaveValue('slow http.route:"/api/check out" ');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => lastAsked('logs'), SOON).toMatchObject({ q: 'slow', where: ['http.route=/api/check out'] });
  });

  test('that matches nothing says what there is without it, and one button takes it away', async () => {
    await open(`/logs?${FIXED}&q=nowhere&service=gone`, (question) => {
      const isFiltered = question.params['q'] !== undefined || question.params['service'] !== undefined;
      if (!isFiltered) return answer(question);
      if (question.ask === 'logs') return { items: [] };
      return question.ask === 'logs/histogram' ? { ...HISTOGRAM, total: 0, series: [] } : answer(question);
    });
    await expect.element(page.getByText('Without them this range holds 12\u202f368 lines.')).toBeVisible();
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await expect.poll(() => rows().length, SOON).toBeGreaterThan(5);
  });

  test('that the server cannot read is one problem with its remedy', async () => {
    const errors = [{ field: 'where', value: 'severity>abc', remedy: 'Write a severity, as in severity>=error.' }];
    await open(`/logs?${FIXED}&q=severity%3Eabc`, (question) =>
      question.ask.startsWith('logs')
        ? { problem: { status: 400, title: 'Bad question', detail: 'One parameter cannot be read.', errors } }
        : answer(question),
    );
    const alert = page.getByRole('alert');
    await expect.poll(() => textOf(alert), SOON).toContain('Write a severity, as in severity>=error.');
    expect(alert.elements()).toHaveLength(1);
  });
});

describe('without lines', () => {
  const none: typeof answer = (question) => {
    switch (question.ask) {
      case 'logs':
        return { items: [] };
      case 'logs/histogram':
        return { ...HISTOGRAM, total: 0, series: [] };
      case 'logs/facets':
        return { total: 0, facets: [] };
      default:
        return answer(question);
    }
  };

  test('in the range, says when the last one was and leads there', async () => {
    const at = Date.UTC(2026, 10, 19, 1);
    await open(`/logs?${FIXED}`, (question) =>
      question.ask === 'logs' && String(question.params['from']) < '2026-11-01'
        ? { items: [lineAt(0, { timeUnixNano: `${at}000000` })] }
        : none(question),
    );
    await page.getByRole('button', { name: 'Show the range up to it' }).click();
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-19T00:00Z/2026-11-19T01:00:01Z');
  });

  test('ever, says how to send some, and fills by itself when they come', async () => {
    const change = await open(`/logs?${FIXED}`, none);
    await expect.element(page.getByRole('heading', { name: 'No log line has come yet' })).toBeVisible();
    await expect.element(page.getByRole('region', { name: 'A Node.js program' }).first()).toBeVisible();
    expect(await violations()).toEqual([]);
    change((question) =>
      question.ask === 'meta'
        ? { ...(answer(question) as object), received: { spans: 0, logRecords: 3, dataPoints: 0 }, refused: [] }
        : answer(question),
    );
    await expect.poll(() => rows().length, SOON).toBeGreaterThan(5);
  });
});

test('a facet says which counts are scaled up from a sample', async () => {
  await openLogs();
  const facets = page.getByRole('complementary', { name: 'Narrow down' });
  await expect.element(facets.getByRole('button', { name: /^\/cart\s*≈\s*9K$/ })).toBeVisible();
  await expect.element(facets.getByRole('button', { name: /^checkout\s*800$/ })).toBeVisible();
});

test('a facet keeps its counts within the column, however long a value is', async () => {
  await page.viewport(1440, 900);
  await open(`/logs?${FIXED}`, (question) =>
    question.ask === 'logs/facets'
      ? { total: 9, facets: [{ key: 'stack', exact: true, values: [{ value: 'at handler '.repeat(200), count: 9 }] }] }
      : answer(question),
  );
  const minus = page.getByRole('button', { name: /^Leave out at handler/ });
  await expect.element(minus).toBeVisible();
  const column = page.getByRole('complementary', { name: 'Narrow down' }).element().getBoundingClientRect();
  expect(minus.element().getBoundingClientRect().right).toBeLessThanOrEqual(column.right);
});

test('a facet narrows by a click and leaves out by another', async () => {
  await openLogs();
  const facets = page.getByRole('complementary', { name: 'Narrow down' });
  await facets.getByRole('button', { name: /^error/ }).click();
  await expect.poll(() => lastAsked('logs')?.['where'], SOON).toEqual(['severity=error']);
  await facets.getByRole('button', { name: 'Leave out storefront' }).click();
  await expect
    .poll(() => lastAsked('logs')?.['where'], SOON)
    .toEqual(['severity=error', 'resource.service.name!=storefront']);
  await facets.getByRole('button', { name: 'Leave out error' }).click();
  await expect
    .poll(() => lastAsked('logs')?.['where'], SOON)
    .toEqual(['resource.service.name!=storefront', 'severity!=error']);
});

describe('live', () => {
  /** A connection whose server is the test. */
  class Connection extends EventTarget {
    readonly address: string;
    constructor(address: string) {
      super();
      this.address = address;
      connections.push(this);
    }
    close(): void {
      connections = connections.filter((one) => one !== this);
    }
    sends(items: readonly LogLine[], dropped = 0): void {
      this.dispatchEvent(new MessageEvent('items', { data: JSON.stringify({ sub: '0', items, dropped }) }));
    }
  }
  let connections: Connection[] = [];
  const real = globalThis.EventSource;
  beforeEach(() => {
    connections = [];
    globalThis.EventSource = Connection as unknown as typeof EventSource;
    return () => {
      globalThis.EventSource = real;
    };
  });

  async function openLive(more = ''): Promise<Connection> {
    await open(`/logs?live=1${more}`, answer);
    await expect.poll(() => connections.length, SOON).toBe(1);
    const [stream] = connections;
    stream!.dispatchEvent(new Event('open'));
    await expect.element(page.getByText('Following')).toBeVisible();
    await expect.element(page.getByText('Leave Live for older lines.')).toBeInTheDocument();
    return stream!;
  }
  const first = (): string | undefined => cellsOf(rowAt(0))[3];
  const news = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => lineAt(-from - at, { body: `news ${from + at}` }));
  const show = page.getByRole('button', { name: /^Show/ });

  test('follows the search, puts what arrives on top, and each line once', async () => {
    const stream = await openLive('&q=news+severity:info&service=storefront');
    const list = new URL(stream.address, window.location.origin).searchParams.get('sub');
    expect(list).toBe('0:logs?service=storefront&where=severity%3Dinfo&q=news');
    stream.sends([...news(1, 2), lineAt(0)]);
    await expect.poll(first, SOON).toBe('news 2');
    expect(
      rows()
        .slice(0, 3)
        .map((row) => cellsOf(row)[3]),
    ).toEqual(['news 2', 'news 1', 'request 0 completed']);
    stream.sends(news(2, 3));
    await expect.poll(first, SOON).toBe('news 3');
    expect(cellsOf(rowAt(1))[3]).toBe('news 2');
    expect(cellsOf(rowAt(2))[3]).toBe('news 1');
  });

  test('never moves what is being read: it waits behind a button, and says what was left out', async () => {
    const stream = await openLive();
    grid().scrollTop = 480;
    await expect.element(page.getByText('Waiting, so that nothing moves')).toBeVisible();
    const seen = rowAt(25).getBoundingClientRect().top;
    stream.sends(news(1, 40), 1200);
    await expect.element(show).toHaveTextContent('Show 40 new lines');
    stream.sends(news(41, 42));
    await expect.element(show).toHaveTextContent('Show 42 new lines');
    expect(cellsOf(rowAt(25))[3]).toBe('request 25 completed');
    expect(rowAt(25).getBoundingClientRect().top).toBe(seen);
    await expect.element(page.getByText('1\u202f200 lines left out', { exact: false })).toBeVisible();
    expect(await violations()).toEqual([]);
    await show.click();
    await expect.poll(first, SOON).toBe('news 42');
    expect(grid().scrollTop).toBe(0);
    await expect.element(page.getByText('Following')).toBeVisible();
  });

  test('waits while a line is open, and goes on when it is closed', async () => {
    const stream = await openLive();
    await userEvent.click(rowAt(1));
    await expect.element(details).toBeVisible();
    stream.sends(news(1, 1));
    await expect.element(show).toHaveTextContent('Show 1 new line');
    expect(first()).toBe('request 0 completed');
    await userEvent.keyboard('{Escape}');
    await expect.poll(first, SOON).toBe('news 1');
  });

  test('says when it is interrupted, and ends when it is left', async () => {
    const stream = await openLive();
    stream.dispatchEvent(new Event('error'));
    await expect.element(page.getByText('Interrupted; it is tried again by itself')).toBeVisible();
    await expect.poll(() => connections.length, SOON).toBe(1);
    connections[0]?.dispatchEvent(new Event('open'));
    await expect.element(page.getByText('Following')).toBeVisible();
    await page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => connections.length, SOON).toBe(0);
    expect(search().get('live')).toBeNull();
    await expect.poll(() => grid().getAttribute('aria-rowcount'), SOON).toBe('-1');
  });

  test('does not say that there are no lines while the first ones arrive', async () => {
    await open('/logs?live=1&q=new', (question) => {
      if (question.ask === 'logs') return { items: [] };
      return question.ask === 'logs/histogram' ? { ...HISTOGRAM, total: 0, series: [] } : answer(question);
    });
    await expect.poll(() => connections.length, SOON).toBe(1);
    connections[0]!.dispatchEvent(new Event('open'));
    await expect.element(page.getByText('Waiting for the first line.')).toBeVisible();
    connections[0]!.sends(news(1, 1));
    await expect.poll(first, SOON).toBe('news 1');
    expect(textOf(heading)).toBe('Log lines as they arrive');
  });

  test('keeps the lines that have come while the server is away, though the list itself was empty', async () => {
    let isAway = false;
    let refused = 0;
    await open('/logs?live=1&q=new&t=1m', (question) => {
      if (isAway && question.ask === 'logs') {
        refused += 1;
        return 'away';
      }
      if (question.ask === 'logs') return { items: [] };
      return question.ask === 'logs/histogram' ? { ...HISTOGRAM, total: 0, series: [] } : answer(question);
    });
    await expect.poll(() => connections.length, SOON).toBe(1);
    connections[0]!.dispatchEvent(new Event('open'));
    connections[0]!.sends(news(1, 2));
    await expect.poll(first, SOON).toBe('news 2');
    isAway = true;
    // The clock of the range goes on, and its next tick asks for the list again.
    await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.element(page.getByText('What is shown may be old', { exact: false })).toBeInTheDocument();
    expect(first()).toBe('news 2');
  }, 30_000);

  test('gives a fixed range up, for what arrives is not in it', async () => {
    await openLogs();
    await page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => search().get('live'), SOON).toBe('1');
    expect(search().get('t')).toBeNull();
    await expect.poll(() => connections.length, SOON).toBe(1);
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no violation in %s at %i px, also with an open line and wrapped', async (theme, width) => {
    await page.viewport(width, 800);
    changeSettings({ theme });
    await openLogs('&service=storefront&q=voucher&uid=u1&around=1');
    await expect.element(page.getByRole('region', { name: 'Lines around', exact: true })).toBeVisible();
    expect(await violations()).toEqual([]);
    changeSettings({ wrapLines: true });
    await expect.poll(() => rowAt(0).dataset['wraps'], SOON).toBe('true');
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { noteSignedOut } from '../../ask/signed-out.ts';
import {
  asked,
  changed,
  open,
  SOON,
  textOf,
  useFreshApp,
  violations,
  type Answerer,
  type Changer,
} from '../../app/app-in-browser.tsx';
import { answer } from '../../app/sample-answers.ts';

useFreshApp();

const KEYS = [
  {
    id: 'k1',
    kind: 'ingest',
    name: 'servers',
    hint: 'a1b2',
    origins: [],
    createdAtMs: Date.UTC(2026, 10, 1),
    lastUsedAtMs: null,
    revokedAtMs: null,
  },
];
const PROJECT = { slug: 'default', name: 'Default', timezone: 'UTC', status: 'active', createdAtMs: 0 };
const VIEW = {
  id: 'v1',
  name: 'Mine',
  page: 'traces',
  address: '/traces?t=6h',
  createdAtMs: 1,
  updatedAtMs: 1,
  version: 3,
};

const HOUR = 3_600_000;
const NOW = Date.now();
const table = (name: string, more: object = {}): object => ({
  name,
  kind: 'traces',
  days: 7,
  rows: 0,
  bytes: 0,
  oldestMs: null,
  newestMs: null,
  nextRemovalMs: null,
  ...more,
});
const KEEPING = {
  items: [
    table('otel_logs', {
      days: 30,
      rows: 12,
      bytes: 2048,
      oldestMs: NOW - HOUR,
      newestMs: NOW,
      nextRemovalMs: NOW + 9 * HOUR,
    }),
    table('otel_traces', {
      rows: 1234567,
      bytes: 3 * 1024 ** 3,
      oldestMs: NOW - 9 * HOUR,
      nextRemovalMs: NOW + 3 * HOUR,
    }),
    table('people_profiles', { days: null, kind: null }),
  ],
  next: null,
  disk: { usedBytes: 3 * 1024 ** 3, freeBytes: 20 * 1024 ** 3, limitBytes: 4 * 1024 ** 3 },
  backlog: {
    bytes: 1024,
    files: 1,
    quarantinedFiles: 1,
    quarantinedRows: 2,
    durability: 'fsync',
    accepting: false,
    reason: 'no room',
    problem: 'the disk is full',
  },
  removed: [{ table: 'otel_traces', partition: '2026-11-01', rows: 7, bytes: 700, atMs: NOW - HOUR, why: 'max-disk' }],
};
const REFUSALS = {
  items: [
    {
      signal: 'logs',
      reason: 'unknown key',
      project: null,
      requests: 3,
      records: 0,
      requestsSinceStart: 9,
      recordsSinceStart: 0,
      lastAtMs: NOW - 5 * 60_000,
      remedy: 'Make a new one.',
    },
    {
      signal: 'traces',
      reason: 'time is older than what is kept',
      project: 'default',
      requests: 1,
      records: 230,
      requestsSinceStart: 1,
      recordsSinceStart: 230,
      lastAtMs: NOW - 9 * 60_000,
      remedy: 'Set the clock.',
    },
  ],
  next: null,
};

type Who = 'open' | 'read' | 'admin' | null;

const serverFor =
  (who: Who, projects: readonly { slug: string; name: string }[] = [PROJECT]): Answerer =>
  (question) => {
    switch (question.ask) {
      case 'session':
        return {
          needsKey: who !== 'open',
          principal: who === null ? null : { kind: who, project: 'default', name: 'test' },
          project: 'default',
          projects,
        };
      case 'projects':
        return { items: [PROJECT] };
      case 'projects/:project/keys':
        return { items: who === 'open' ? [] : KEYS };
      case 'projects/:project/audit':
        return {
          items: [{ atMs: 1, actor: 'a key', action: 'key.create', target: 'k1', detail: { name: 'servers' } }],
        };
      case 'views':
        return { items: [VIEW] };
      case 'keeping':
        return KEEPING;
      case 'refused':
        return { ...REFUSALS, from: new Date(NOW - HOUR).toISOString(), to: new Date(NOW).toISOString() };
      default:
        return who === null
          ? { problem: { status: 401, title: 'Unauthorized', detail: 'This server asks for a key.' } }
          : answer(question);
    }
  };

const dialog = page.getByRole('dialog');

describe('a server without keys', () => {
  test('says what that means, and offers an admin key as the first one', async () => {
    await open('/settings/keys', serverFor('open'));
    await expect.element(page.getByText('This server has no keys', { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'New key' }).click();
    await expect.element(page.getByRole('radio', { name: /^admin/ })).toBeChecked();
    await expect.element(page.getByRole('radio', { name: /^ingest/ })).toBeDisabled();
    expect(await violations()).toEqual([]);
  });

  test('signs in with its first key before anything could lead away, and shows it once', async () => {
    const change: Changer = ({ method, path }) => {
      // What a question would learn at this moment, for the server is no longer open.
      if (path.endsWith('/keys')) noteSignedOut();
      return method === 'POST' && path.endsWith('/keys') ? { ...KEYS[0], kind: 'admin', key: 'sg_admin_once' } : {};
    };
    const become = await open('/settings/keys', serverFor('open'), change);
    await page.getByRole('button', { name: 'New key' }).click();
    await userEvent.keyboard('me{Enter}');
    await expect.poll(() => textOf(dialog), SOON).toContain('sg_admin_once');
    expect(changed.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', 'projects/default/keys', { kind: 'admin', name: 'me' }],
      ['POST', 'session', { key: 'sg_admin_once' }],
    ]);
    expect(window.location.pathname).toBe('/settings/keys');
    expect(await violations()).toEqual([]);
    become(serverFor('admin'));
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await expect.poll(() => document.body.textContent, SOON).not.toContain('sg_admin_once');
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain('sg_admin_once');
  });
});

describe('a read key', () => {
  test('sees why it may change nothing, and nothing is asked that it may not know', async () => {
    await open('/settings/projects', serverFor('read'));
    await expect.element(page.getByRole('heading', { name: 'You are signed in with a read key' })).toBeVisible();
    expect(asked.some(({ ask }) => ask.startsWith('projects'))).toBe(false);
  });

  test('sees saved views and cannot change them', async () => {
    await open('/settings/views', serverFor('read'));
    await expect.element(page.getByRole('link', { name: 'Mine' })).toHaveAttribute('href', '/traces?t=6h');
    expect(page.getByRole('button', { name: 'Rename Mine' }).query()).toBeNull();
    await page.getByRole('link', { name: 'Mine' }).click();
    await page.getByRole('button', { name: 'Views' }).click();
    await expect.element(page.getByRole('menuitemradio', { name: 'Mine' })).toBeVisible();
    expect(page.getByRole('menuitem', { name: 'Save this view' }).query()).toBeNull();
  });
});

/** Cells of the rows of a table, without the narrow spaces in numbers. */
function rowsOf(name: string): string[][] {
  const rows = page.getByRole('group', { name, exact: true }).element().querySelectorAll('tbody tr');
  return [...rows].map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replaceAll('\u202f', ' ')));
}

describe('what is kept', () => {
  test('is told in a sentence, with the largest first, what goes next, and what is wrong', async () => {
    await open('/settings/data', serverFor('admin'));
    await expect.element(page.getByText('3 GiB are kept of 4 GiB that may be', { exact: false })).toBeVisible();
    expect(textOf(page.getByRole('main'))).toContain('Next to go: the oldest of Spans, in 3 h.');
    expect(rowsOf('Kept').map((cells) => cells.slice(0, 4))).toEqual([
      ['Spans', '7 days', '3 GiB', '1 234 567'],
      ['Log lines', '30 days', '2 KiB', '12'],
      ['Profiles', 'for good', '0 B', '0'],
    ]);
    const main = textOf(page.getByRole('main'));
    for (const words of [
      'Data is refused: no room',
      'when written to a file, and the disk has it',
      '1 KiB in 1 file',
      '2 rows that the database refused',
      'the disk is full',
    ]) {
      expect(main).toContain(words);
    }
    expect(rowsOf('Removed')).toEqual([['Spans', '2026-11-01', '7', '700 B', 'to make room', '60 min ago']]);
    expect(await violations()).toEqual([]);
  });

  test('is for admins', async () => {
    await open('/settings/data', serverFor('read'));
    await expect.element(page.getByRole('heading', { name: 'You are signed in with a read key' })).toBeVisible();
    expect(asked.some(({ ask }) => ask === 'keeping')).toBe(false);
  });
});

describe('what was refused', () => {
  test('says why, whose it was, how often in the range of the page, and what to do', async () => {
    await open('/settings/refused?t=6h', serverFor('read'));
    await expect
      .element(
        page.getByText(
          /^4 requests were refused, whole or in part, from .* to (now|\d+ .*); 230 of their records were read and left out\.$/,
        ),
      )
      .toBeVisible();
    expect(rowsOf('Refused')).toEqual([
      ['unknown keyMake a new one.', '3', '0', '9', 'logs', 'unknown', '5 min ago'],
      ['time is older than what is keptSet the clock.', '1', '230', '1', 'traces', 'default', '9 min ago'],
    ]);
    const { from, to } = asked.findLast(({ ask }) => ask === 'refused')?.params ?? {};
    expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(6 * HOUR);
    expect(await violations()).toEqual([]);
  });
});

describe('a change', () => {
  test('that was refused says why at its field, and the words go when somebody writes on', async () => {
    await open('/settings/projects', serverFor('admin'), () => ({
      problem: {
        status: 400,
        title: 'Bad Request',
        detail: 'slug cannot be used.',
        errors: [{ field: 'slug', value: 'a b', remedy: 'Write 1 to 40 of a-z, 0-9 and -.' }],
      },
    }));
    await page.getByRole('button', { name: 'New project' }).click();
    await userEvent.keyboard('a b{Enter}');
    const field = page.getByLabelText('Short name');
    await expect.element(field).toHaveAttribute('aria-invalid', 'true');
    await expect.poll(() => textOf(dialog.getByRole('alert')), SOON).toBe('Write 1 to 40 of a-z, 0-9 and -.');
    expect(await violations()).toEqual([]);
    await userEvent.fill(field, 'ab');
    await expect.element(field).toHaveAttribute('aria-invalid', 'false');
  });

  test('that was refused as a whole says so in the dialog, and can be tried again', async () => {
    let refuse = true;
    await open('/settings/keys', serverFor('admin'), () =>
      refuse ? { problem: { status: 409, title: 'Conflict', detail: 'It is the last admin key.' } } : {},
    );
    await page.getByRole('button', { name: /^Revoke servers/ }).click();
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await expect.poll(() => textOf(dialog.getByRole('alert')), SOON).toBe('It is the last admin key.');
    refuse = false;
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await expect.poll(() => document.querySelector('dialog'), SOON).toBeNull();
    expect(changed.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE projects/default/keys/k1',
      'DELETE projects/default/keys/k1',
    ]);
  });

  test('of a saved view names the version that was read', async () => {
    await open('/settings/views?project=shop', serverFor('admin'));
    await page.getByRole('button', { name: 'Rename Mine' }).click();
    await userEvent.fill(page.getByLabelText('Name'), 'Ours');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => changed.length, SOON).toBe(1);
    expect(changed[0]).toEqual({
      method: 'PUT',
      path: 'views/v1?project=shop',
      body: { name: 'Ours', page: 'traces', address: '/traces?t=6h' },
      version: '"3"',
    });
  });
});

describe('without a key', () => {
  test('every page leads to the way in, which leads back to it with all of its state', async () => {
    const become = await open('/traces?t=6h&service=checkout', serverFor(null), () => ({ kind: 'read' }));
    await expect.poll(() => window.location.pathname, SOON).toBe('/sign-in');
    const field = page.getByLabelText('Key');
    await expect.element(field).toHaveAttribute('type', 'password');
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('sg_read_secret');
    become(serverFor('read'));
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => window.location.pathname + window.location.search, SOON)
      .toBe('/traces?t=6h&service=checkout');
    expect(changed).toEqual([{ method: 'POST', path: 'session', body: { key: 'sg_read_secret' }, version: null }]);
    expect(document.body.innerHTML).not.toContain('sg_read_secret');
  });
});

describe('several projects', () => {
  const projects = [PROJECT, { slug: 'shop', name: 'The shop' }];

  test('can be chosen from; every question names the one that is looked at', async () => {
    await open('/traces/7c1e?t=6h&service=checkout', serverFor('admin', projects));
    await page.getByRole('button', { name: 'Project: Default' }).click();
    await page.getByRole('menuitemradio', { name: 'The shop' }).click();
    // A trace belongs to the project that is left, and so do filters by name.
    await expect.poll(() => window.location.pathname + window.location.search, SOON).toBe('/traces?t=6h&project=shop');
    await expect.poll(() => asked.findLast(({ ask }) => ask === 'traces')?.params['project'], SOON).toBe('shop');
    await expect.poll(() => document.activeElement?.id, SOON).toBe('main');
    await page.getByRole('button', { name: 'Project: The shop' }).click();
    expect(await violations()).toEqual([]);
    await page.getByRole('menuitemradio', { name: 'Default' }).click();
    await expect.poll(() => window.location.search, SOON).toBe('?t=6h');
    await expect.poll(() => asked.findLast(({ ask }) => ask === 'traces')?.params['project'], SOON).toBeUndefined();
  });

  test('there is no menu where there is nothing to choose', async () => {
    await open('/', serverFor('open'));
    await expect.element(page.getByRole('button', { name: /^Environment/ })).toBeVisible();
    await expect.poll(() => asked.some(({ ask }) => ask === 'session'), SOON).toBe(true);
    expect(page.getByRole('button', { name: /^Project/ }).query()).toBeNull();
  });
});

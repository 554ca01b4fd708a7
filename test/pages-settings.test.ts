import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, expectSound, launchChromium, openContext, openPage } from './kit/browser.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { until } from './kit/until.ts';
import { requestBodies, SERVICES } from './kit/population/traces.ts';

const ADMIN_KEY = 'sg_admin_7hQz1Kp9Vw3Rt5Yx8Nb2Mc4';
const UNKNOWN_KEY = 'sg_ingest_nobodyknowsthiskeyhere00';
const WIDE = { theme: 'light', width: 1440 } as const;

let server: TemporaryServer;
let browser: Browser;
let readKey: string;
/** A wide window of an admin: what its pages have loaded once, they load no more. */
let admin: BrowserContext;

beforeAll(async () => {
  const pagesDir = fileURLToPath(new URL('../packages/ui/dist', import.meta.url));
  server = await startTemporary({ pagesDir, adminKey: ADMIN_KEY });
  await change('POST', 'projects', { slug: 'shop', name: 'The shop', timezone: 'Europe/Vienna' });
  ({ key: readKey } = await change('POST', 'projects/default/keys', { kind: 'read', name: 'on call' }));
  const { key } = await change('POST', 'projects/default/keys', { kind: 'ingest', name: 'servers' });
  const statuses: number[] = [];
  for (const body of requestBodies(Math.floor(Date.now() / 1000) * 1000)) statuses.push(await send(key, body));
  for (let at = 0; at < 3; at += 1) statuses.push(await send(UNKNOWN_KEY, {}));
  if (statuses.some((status, at) => status !== (at < statuses.length - 3 ? 200 : 401))) {
    throw new Error(`the server answered ${statuses.join(' ')}`);
  }
  await until(20_000, async () => ((await api<List>('services')).items.length === SERVICES.length ? true : undefined));
  browser = await launchChromium();
  admin = await signedIn(WIDE);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface List<Item = object> {
  items: Item[];
}

const asAdmin = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };

async function api<T>(path: string): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, { headers: asAdmin });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function change(method: string, path: string, body: object): Promise<{ id: string; key: string }> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, { method, headers: asAdmin, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; key: string };
}

/** Sends traces with a key; answers the status. */
async function send(key: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-sightglass-key': key };
  const answer = await fetch(`${server.url}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.arrayBuffer();
  return answer.status;
}

/** Types a key into the page of signing in, and waits until it has led on. */
async function signIn(page: Page, key: string = ADMIN_KEY): Promise<void> {
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** A window whose browser is signed in, as the page of signing in does it. */
async function signedIn(look: (typeof LOOKS)[number], key: string = ADMIN_KEY): Promise<BrowserContext> {
  const context = await openContext(browser, look);
  const answer = await context.request.post(`${server.url}/api/v1/session`, { data: { key } });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
  return context;
}

/** Goes to another part of the settings by its link: nothing is loaded but its code. */
async function goTo(page: Page, part: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: part, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: part }).waitFor();
  await page.waitForLoadState('networkidle');
}

const dialog = (page: Page) => page.getByRole('dialog');

async function rowsOf(page: Page, name: string): Promise<string[]> {
  const table = page.getByRole('group', { name, exact: true });
  await table.waitFor();
  return table.locator('tbody tr').allInnerTexts();
}

describe.each(LOOKS)('[UI-27] [UI-14] in both themes, $width px wide', (look) => {
  const name = (of: string): string => `${of}-${look.width}`;

  it('the way in is sound, also when the key is wrong, leads back to what was wanted, and keeps no key', async () => {
    const context = await openContext(browser, look);
    const { page, problems } = await openPage(context, `${server.url}/traces?t=6h&q=checkout`);
    await page.getByRole('heading', { name: 'Sign in to Sightglass' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByLabel('Key', { exact: true }).fill('sg_read_thiskeyisnotknownhereatall');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('not known here');
    expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe('');
    // The browser itself writes that the sign-in was a 401; nothing else may be wrong.
    expect(problems.filter((problem) => !problem.includes('401'))).toEqual([]);
    await expectSound(page, [], name('sign-in-wrong'));
    await signIn(page, readKey);
    expect(page.url()).toBe(`${server.url}/traces?t=6h&q=checkout`);
    // The key that was typed is nowhere any more.
    const stored = await page.evaluate(() =>
      JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.cookie,
        location.href,
        history.state,
      ]),
    );
    expect(stored).not.toContain(readKey);
    expect(await page.content()).not.toContain(readKey);
    await context.close();
  });

  describe('signed in', () => {
    let context: BrowserContext;
    let page: Page;
    let problems: string[];
    beforeAll(async () => {
      context = await signedIn(look);
      ({ page, problems } = await openPage(context, `${server.url}/settings/projects`));
    });
    afterAll(() => context?.close());

    it.each([
      ['Projects', 'New project'],
      ['Keys', 'New key'],
    ])('%s are sound, with a dialog', async (part, button) => {
      await goTo(page, part);
      await expectSound(page, problems, name(`settings-${part.toLowerCase()}`));
      // One of them in the narrow window: they are made of the same parts.
      if (look !== LOOKS[0] && part === 'Projects') return;
      await page.getByRole('button', { name: button }).click();
      await dialog(page).waitFor();
      await expectSound(page, problems, name(button.toLowerCase().replace(' ', '-')));
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    });

    it('saved views, data, refusals and the start page are sound', async () => {
      for (const part of ['Saved views', 'Data', 'Refused']) {
        await goTo(page, part);
        await expectSound(page, problems, name(`settings-${part.toLowerCase().replace(' ', '-')}`));
      }
      await page.getByRole('link', { name: 'Send data' }).click();
      await page.locator('pre').first().waitFor();
      await expectSound(page, problems, name('start'));
    });
  });
});

describe('an admin', () => {
  it('sees the projects, keys, data and refusals of the API', async () => {
    const { page } = await openPage(admin, `${server.url}/settings/projects`);
    const projects = await api<List<{ slug: string; name: string; timezone: string }>>('projects');
    const rows = await rowsOf(page, 'Projects');
    expect(rows).toHaveLength(projects.items.length);
    for (const [at, { slug, name, timezone }] of projects.items.entries()) {
      for (const text of [slug, name, timezone, 'Active']) expect(rows[at]).toContain(text);
    }
    await goTo(page, 'Keys');
    const keys = await api<List<{ kind: string; name: string; hint: string }>>('projects/default/keys');
    const shown = await rowsOf(page, 'Keys');
    expect(shown).toHaveLength(keys.items.length);
    for (const [at, { kind, name, hint }] of keys.items.entries()) {
      for (const text of [`sg_${kind}_…${hint}`, name, 'Works']) expect(shown[at]).toContain(text);
    }
    await goTo(page, 'Data');
    const tables = await api<List<{ name: string; rows: number; bytes: number; days: number | null }>>('keeping');
    const kept = (await rowsOf(page, 'Kept')).map((row) => row.replaceAll('\u202f', '').split('\t'));
    expect(kept).toHaveLength(tables.items.length);
    expect(tables.items.find(({ name }) => name === 'otel_traces')?.rows).toBeGreaterThan(1000);
    for (const { name, rows, days } of tables.items) {
      const row = kept.find((cells) => cells.at(-1) === name);
      expect([name, row?.[3]]).toEqual([name, String(rows)]);
      expect(row?.[1]).toBe(days === null ? 'for good' : days % 365 === 0 ? `${days / 365} years` : `${days} days`);
    }
    await goTo(page, 'Refused');
    const { items } = await api<List<Record<'signal' | 'reason' | 'remedy', string> & { requests: number }>>('refused');
    expect(items.map(({ reason, requests }) => [reason, requests])).toEqual([['unknown key', 3]]);
    const turnedAway = await rowsOf(page, 'Refused');
    expect(turnedAway).toHaveLength(items.length);
    for (const [at, { signal, reason, remedy, requests }] of items.entries()) {
      for (const text of [signal, reason, remedy, String(requests)]) expect(turnedAway[at]).toContain(text);
    }
    await page.close();
  });

  it('makes, sees once, uses and revokes a key with the keyboard alone', async () => {
    const { page, problems } = await openPage(admin, `${server.url}/settings/keys?project=shop`);
    const press = async (keys: string): Promise<void> => {
      for (const key of keys.split(' ')) await page.keyboard.press(key);
    };
    /** Goes on with Tab until the focus is on what is looked for. */
    const tabTo = (name: string): Promise<boolean> =>
      until(10_000, async () => {
        const focused = await page.evaluate(() => {
          const control = document.activeElement?.closest('button, a');
          return control?.getAttribute('aria-label') ?? control?.textContent ?? '';
        });
        if (focused.includes(name)) return true;
        await page.keyboard.press('Tab');
        return undefined;
      });
    await tabTo('New key');
    await press('Enter');
    await dialog(page).waitFor();
    // The focus stands in the name; the kinds lie before it.
    await page.keyboard.type('collector in Vienna');
    await press('Enter');
    const key = await dialog(page).locator('code').innerText();
    expect(key).toMatch(/^sg_ingest_[0-9A-Za-z]{22,}$/);
    expect(await send(key, { resourceSpans: [] })).toBe(200);
    await tabTo('I have kept it');
    await press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);
    expect((await rowsOf(page, 'Keys'))[0]).toContain('collector in Vienna');

    await tabTo('Revoke collector in Vienna');
    await press('Enter');
    await dialog(page).waitFor();
    await tabTo('Revoke it');
    await press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await until(5000, async () => ((await rowsOf(page, 'Keys'))[0]?.includes('Revoked') === true ? true : undefined));
    expect(await send(key, { resourceSpans: [] })).toBe(401);
    expect((await rowsOf(page, 'What was changed'))[0]).toContain('key.revoke');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('is told at the field what is wrong with a new project', async () => {
    const { page } = await openPage(admin, `${server.url}/settings/projects`);
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Short name').fill('The Shop!');
    await page.getByRole('button', { name: 'Create the project' }).click();
    const field = page.getByLabel('Short name');
    await until(5000, async () => ((await field.getAttribute('aria-invalid')) === 'true' ? true : undefined));
    expect(await dialog(page).getByRole('alert').innerText()).toContain('a-z, 0-9 and -');
    await expectSound(page, []);
    await field.fill('second');
    await page.getByRole('button', { name: 'Create the project' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await until(5000, async () => {
      const { items } = await api<List<{ slug: string }>>('projects');
      return items.some(({ slug }) => slug === 'second') && (await rowsOf(page, 'Projects')).length === items.length
        ? true
        : undefined;
    });
    await page.close();
  });

  it('goes from project to project; the address keeps which one, and nothing of the last one stays', async () => {
    const { page } = await openPage(admin, `${server.url}/traces?t=6h&service=checkout`);
    await page.getByRole('button', { name: 'Project: default', exact: false }).click();
    await page.getByRole('menuitemradio', { name: 'The shop' }).click();
    await page.getByText('No program has sent anything yet').waitFor();
    expect(page.url()).toBe(`${server.url}/traces?t=6h&project=shop`);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL(`${server.url}/?t=6h&project=shop`);
    await page.getByRole('button', { name: 'Project: The shop' }).click();
    await page.getByRole('menuitemradio', { name: 'default', exact: false }).click();
    await page.getByRole('rowheader').first().waitFor();
    expect(page.url()).toBe(`${server.url}/?t=6h`);
    await page.close();
  });
});

describe('a read key', () => {
  it('reads its project, sees why it changes nothing, and signs out', async () => {
    const context = await signedIn(WIDE, readKey);
    const { page, problems } = await openPage(context, `${server.url}/settings/keys`);
    await page.getByRole('heading', { name: 'You are signed in with a read key' }).waitFor();
    await expectSound(page, problems);
    await page.goto(`${server.url}/traces`);
    await page.locator('main tbody tr').first().waitFor();
    await page.getByRole('button', { name: /^Project/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    const [cookie] = await context.cookies();
    expect(cookie?.value ?? '').toBe('');
    await context.close();
  });

  it('that no longer holds leads to the way in, and from there back to the page with all of its state', async () => {
    const context = await signedIn(WIDE, readKey);
    const address = `${server.url}/traces?t=6h&service=checkout&order=slowest`;
    const { page } = await openPage(context, address);
    await context.clearCookies();
    // Nobody touches the page: its own questions find out.
    await page.waitForURL((url) => url.pathname === '/sign-in', { timeout: 15_000 });
    await signIn(page, readKey);
    expect(page.url()).toBe(address);
    await page.locator('main tbody tr').first().waitFor();
    await context.close();
  });
});

describe('[UI-31] the start page', () => {
  it('makes a key, notices within three seconds what was received and what was refused, and leads on', async () => {
    const { page, problems } = await openPage(admin, `${server.url}/start?project=shop`);
    await page.getByText('Waiting for data').waitFor();
    expect(await page.locator('pre').first().innerText()).toContain('YOUR_INGEST_KEY');
    await page.getByRole('button', { name: 'Make a key for this' }).click();
    const texts = page.locator('pre');
    const key = await until(5000, async () => /sg_ingest_\w+/.exec(await texts.first().innerText())?.[0]);
    for (const text of await texts.allInnerTexts()) {
      expect(text).toContain(key);
      expect(text).toContain(server.url);
    }
    for (let at = 0; at < 3; at += 1) await send(UNKNOWN_KEY, {});
    const now = BigInt(Date.now()) * 1_000_000n;
    const spans = Array.from({ length: 22 }, (_, at) => ({
      traceId: (at + 1).toString(16).padStart(32, '0'),
      spanId: (at + 1).toString(16).padStart(16, '0'),
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: String(now - 1_000_000_000n),
      endTimeUnixNano: String(now - 900_000_000n),
    }));
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'first-service' } }] };
    const sentAt = Date.now();
    expect(await send(key, { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })).toBe(200);
    await page.getByText(/^22 spans received, 3 refused: /).waitFor();
    expect(Date.now() - sentAt).toBeLessThanOrEqual(3000);
    await page.waitForURL((url) => url.pathname === '/' && url.searchParams.get('project') === 'shop');
    await page.getByRole('rowheader', { name: 'first-service' }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('saved views', () => {
  it('are saved on a list, opened from the palette, renamed unless somebody was faster, and deleted', async () => {
    const { page } = await openPage(admin, `${server.url}/traces?t=6h&service=checkout&order=slowest`);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Slow checkout');
    await page.getByRole('button', { name: 'Save the view' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    const [view] = (await api<List<{ id: string; name: string; address: string }>>('views?page=traces')).items;
    expect(view).toMatchObject({ name: 'Slow checkout', address: '/traces?t=6h&service=checkout&order=slowest' });

    await page.goto(`${server.url}/?service=search`);
    await page.getByRole('rowheader').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('slow check');
    await page.getByRole('option', { name: 'Slow checkout' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/traces?t=6h&service=checkout&order=slowest`);

    await page.goto(`${server.url}/settings/views`);
    await page.getByRole('button', { name: 'Rename Slow checkout' }).click();
    const content = { name: 'Faster', page: 'traces', address: view?.address };
    const faster = await fetch(`${server.url}/api/v1/views/${view?.id}`, {
      method: 'PUT',
      headers: { ...asAdmin, 'if-match': '"1"' },
      body: JSON.stringify(content),
    });
    expect(faster.status).toBe(200);
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await dialog(page).getByRole('alert').waitFor();
    expect(await dialog(page).getByRole('alert').innerText()).toContain('has been changed');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Rename Faster' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete Mine' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('There is none yet.').waitFor();
    expect((await api<List>('views')).items).toEqual([]);
    await page.close();
  });
});

it('a service has one colour in two browsers, whatever each of them has seen before', async () => {
  const colours = await Promise.all(
    ['/', '/?service=search'].map(async (first) => {
      const context = await signedIn(WIDE, readKey);
      const { page } = await openPage(context, `${server.url}${first}`);
      if (first !== '/') await page.goto(`${server.url}/`);
      await page.getByRole('rowheader').first().waitFor();
      const found = await page.getByRole('rowheader').evaluateAll((rows) =>
        rows.map((row) => {
          const mark = row.querySelector('[aria-hidden]');
          return `${row.textContent} ${mark === null ? '' : getComputedStyle(mark).color}`;
        }),
      );
      await context.close();
      return found.sort();
    }),
  );
  expect(colours[0]).toHaveLength(SERVICES.length);
  expect(new Set(colours[0]).size).toBe(SERVICES.length);
  expect(colours[1]).toEqual(colours[0]);
});

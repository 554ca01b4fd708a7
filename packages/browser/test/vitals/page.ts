import type { Page } from 'playwright';
import { until } from '../../../../test/kit/until.ts';
import type { Seen } from './seen.ts';

/** What the page has seen so far. */
export const read = (page: Page): Promise<Seen> => page.evaluate('oracle.read()');

/** Waits until the page has taken so many of its steps, and has been painted after them. */
export async function steps(page: Page, count: number): Promise<void> {
  await page.waitForFunction(`globalThis.steps >= ${count}`);
}

/** Waits until the page has seen something. */
export async function seenBy(page: Page, isSeen: (seen: Seen) => boolean | undefined, what: string): Promise<void> {
  await until(20_000, async () => isSeen(await read(page)) || undefined, what);
}

/** Waits until the browser has told the page of so many interactions. */
export function interactions(page: Page, count: number): Promise<void> {
  const ids = ({ events }: Seen): Set<number> =>
    new Set(events.map(({ interactionId }) => interactionId).filter((id) => id > 0));
  return seenBy(page, (seen) => ids(seen).size >= count, `${count} interactions`);
}

/** Waits until something large was painted, and the load is over. */
export async function painted(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await seenBy(page, ({ paints }) => paints.length > 0, 'a paint');
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../../../test/kit/until.ts';
import { OPEN } from '../../keep/principal.ts';
import type { Question } from '../question.ts';
import { createFollowers, type FollowedList, MOST_LISTS } from './followers.ts';
import type { News } from './in-order.ts';

interface Look {
  readonly since: string;
  readonly resumes?: string;
}

interface Found {
  readonly items: readonly object[];
  readonly dropped: number;
  readonly last: string | null;
}

/** A list of which each look finds what is said. */
function listOf(look: (asked: Look) => Promise<Found>): FollowedList {
  const params = z.object({ since: z.string(), resumes: z.string().optional(), most: z.string() });
  const question: Question = {
    name: 'list',
    summary: '',
    who: 'anyone',
    params,
    answer: z.object({}),
    columns: [],
    ready: (raw) => ({
      ok: true,
      answer: async () => ({ range: { fromMs: 0, toMs: 1 }, body: await look(raw as unknown as Look) }),
    }),
  };
  return { question, given: new Map(), key: 'list' };
}

/** No look here comes as far as a database. */
const asked = { store: {}, principal: OPEN, now: Date.now } as never;

const never = (): AbortSignal => new AbortController().signal;

describe('the followers of a list', () => {
  it('are told what arrives when the one who came first leaves during its first look', async () => {
    const firstLook = Promise.withResolvers<Found>();
    let resumed = 0;
    const list = listOf(({ since, resumes }) => {
      if (resumes === undefined) return Promise.resolve({ items: [{ arrived: '11' }], dropped: 0, last: '11' });
      resumed++;
      return resumed === 1 ? firstLook.promise : Promise.resolve({ items: [], dropped: 0, last: since });
    });
    const followers = createFollowers();
    const first = followers.join(asked, list, '10', () => undefined, never());
    const told: News[] = [];
    await followers.join(asked, list, '10', (news) => told.push(news), never());
    firstLook.reject(new Error('left'));
    await expect(first).rejects.toThrow('left');
    await until(5000, () => told[0], 'news');
    expect(told).toEqual([{ items: [{ arrived: '11' }], dropped: 0, last: '11' }]);
    followers.close();
  });

  it('follow a limited number of different lists, and any number of times the same', async () => {
    const list = listOf(({ since }) => Promise.resolve({ items: [], dropped: 0, last: since }));
    const followers = createFollowers();
    const join = (key: string): Promise<() => void> =>
      followers.join(asked, { ...list, key }, '10', () => undefined, never());
    for (let i = 0; i < MOST_LISTS; i++) await join(`list ${i}`);
    await expect(join('one more')).rejects.toMatchObject({ status: 503 });
    const leave = await join('list 7');
    leave();
    followers.close();
    await expect(join('one more')).resolves.toBeTypeOf('function');
    followers.close();
  });

  it('let nobody look any more when the last of them leaves', async () => {
    let looks = 0;
    const list = listOf(({ since }) => {
      looks++;
      return Promise.resolve({ items: [], dropped: 0, last: since });
    });
    const followers = createFollowers();
    const stop = await followers.join(asked, list, '10', () => undefined, never());
    await until(5000, () => (looks >= 2 ? true : undefined), 'a second look');
    stop();
    const before = looks;
    // Joined anew, it begins anew: its first look is the only one more.
    const again = await followers.join(asked, list, '10', () => undefined, never());
    expect(looks).toBe(before + 1);
    again();
  });
});

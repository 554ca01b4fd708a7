/** Lists that somebody follows. Each is asked for news once, however many streams follow it, and only while one does. */
import { z } from 'zod';
import { Problem, problemOf } from '../problem.ts';
import type { Question } from '../question.ts';
import { run, type Asked, type Given } from '../run.ts';
import { inOrder, type News } from './in-order.ts';

/** A list that is followed. */
export interface FollowedList {
  /** Its question about what is new. */
  readonly question: Question;
  readonly given: Given;
  /** The same for lists that are the same, of one project. */
  readonly key: string;
}

/** Asks for what is new in lists. */
export interface Followers {
  /**
   * Tells of everything that arrives.
   *
   * @param since `Arrived` of what is known already.
   * @param signal stops the first look.
   * @returns how to stop.
   * @throws what the question throws, before anything is told; a 503 when {@link MOST_LISTS} others are followed.
   */
  join(
    asked: Asked,
    list: FollowedList,
    since: string,
    tell: (news: News) => void,
    signal: AbortSignal,
  ): Promise<() => void>;
  /** Asks nothing any more. */
  close(): void;
}

/** Time between two looks; a line is seen within about a second after it was stored. */
const EVERY_MS = 500;
/** Most items a second of one list; what is more is counted. */
const PER_SECOND = 200;
/** Most different lists: following one costs a few hundredths of a core. */
export const MOST_LISTS = 100;

const answer = z.object({ items: z.array(z.unknown()), dropped: z.number(), last: z.string().nullable() });

interface Follower {
  readonly list: FollowedList;
  readonly asked: Asked;
  readonly listeners: Set<(news: News) => void>;
  readonly stop: AbortController;
  since: string;
}

/** Makes an idle one. */
export function createFollowers(): Followers {
  const followers = new Map<string, Follower>();

  function leave(follower: Follower, hear: (news: News) => void): void {
    follower.listeners.delete(hear);
    if (follower.listeners.size > 0) return;
    follower.stop.abort();
    if (followers.get(follower.list.key) === follower) followers.delete(follower.list.key);
  }

  return {
    async join(asked, list, since, tell, signal) {
      const known = followers.get(list.key);
      if (!known && followers.size >= MOST_LISTS) {
        throw new Problem(
          503,
          `${MOST_LISTS} different lists are followed live. Follow one of them, or come back later.`,
        );
      }
      const follower = known ?? { list, asked, listeners: new Set(), stop: new AbortController(), since };
      followers.set(list.key, follower);
      // What others are told while this one still looks back must wait, or it would be told out of order.
      const told = inOrder(since, tell);
      follower.listeners.add(told.hear);
      try {
        const first = await ask(asked, list, { since: [since], resumes: ['1'], most: [String(PER_SECOND)] }, signal);
        if (!known) follower.since = first.last;
        told.begin(first);
      } catch (error) {
        leave(follower, told.hear);
        throw error;
      } finally {
        // After a first look that failed too: others may have joined meanwhile.
        if (!known) void keepLooking(follower);
      }
      return () => leave(follower, told.hear);
    },
    close() {
      for (const { stop } of followers.values()) stop.abort();
      followers.clear();
    },
  };
}

async function keepLooking(follower: Follower): Promise<void> {
  const { stop, asked, list, listeners } = follower;
  let toldMs = performance.now();
  let tookMs = 0;
  for (;;) {
    // A list that is slow to ask takes at most a third of the time.
    await pause(Math.max(EVERY_MS, 2 * tookMs), stop.signal);
    if (stop.signal.aborted) return;
    const startedMs = performance.now();
    try {
      const most = Math.min(PER_SECOND, Math.max(1, Math.floor(((startedMs - toldMs) * PER_SECOND) / 1000)));
      const news = await ask(asked, list, { since: [follower.since], most: [String(most)] }, stop.signal);
      if (news.last !== follower.since) {
        follower.since = news.last;
        toldMs = startedMs;
        for (const hear of listeners) hear(news);
      }
    } catch (error) {
      // The database may be away for a moment: what arrives meanwhile is found by the next look.
      if (!stop.signal.aborted && problemOf(error, list.question.name).status === 500) asked.onError?.(error);
    }
    tookMs = performance.now() - startedMs;
  }
}

async function ask(
  asked: Asked,
  { question, given }: FollowedList,
  more: { readonly since: readonly [string] } & Readonly<Record<string, readonly string[]>>,
  signal: AbortSignal,
): Promise<News> {
  const body = await run(asked, question, new Map([...given, ...Object.entries(more)]), signal);
  const { items, dropped, last } = answer.parse(body);
  return { items, dropped, last: last ?? more.since[0] };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

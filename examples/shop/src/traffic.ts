// People who visit the shop: requests at a rate of SHOP_RATE a second at random moments, each the next step of one of
// the visits under way. The rate does not fall when the shop gets slow, as people do not know of each other.
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createRandom, waitingTime } from './seeded.ts';
import { runService } from './service.ts';
import { type Reply, type Session, type Step, visit } from './traffic/session.ts';

/** Mean time in which people look at a page before the next step. */
const THINKING_MS = 1500;
/** Requests under way at a time; a turn that finds as many without an answer is left out. */
const MOST_UNDER_WAY = 100;
const TIMEOUT_MS = 10_000;
const REPORT_EVERY_MS = 60_000;
/** A newsletter goes out every quarter of an hour, after two minutes, and brings people for two minutes. */
const NEWSLETTER = { everyMs: 900_000, fromMs: 120_000, untilMs: 240_000 };

interface Visitor {
  session: Session;
  next: Step;
}

await runService('traffic', async (context) => {
  const shop = context.addressOf('storefront');
  const rate = Number(process.env['SHOP_RATE'] ?? 8);
  const stopping = new AbortController();
  const done = drive(shop, rate, context.seed, context.log, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
});

async function drive(shop: string, rate: number, seed: number, log: Logger, stopping: AbortSignal): Promise<void> {
  const random = createRandom(seed);
  const visitors = Math.ceil((rate * THINKING_MS) / 1000);
  const startedAt = performance.now();
  const waiting: Visitor[] = [];
  const underWay = new Set<Promise<void>>();
  let counts = { requests: 0, failed: 0, unanswered: 0, leftOut: 0 };

  const takeTurn = async (visitor: Visitor): Promise<void> => {
    const reply = await ask(shop, visitor.next);
    counts.requests += 1;
    if (reply === undefined) {
      counts.unanswered += 1;
      return;
    }
    if (reply.status >= 500) counts.failed += 1;
    const following = visitor.session.next(reply);
    if (!following.done) waiting.push({ session: visitor.session, next: following.value });
  };

  const report = setInterval(() => {
    log.info(counts, 'visits of the last minute');
    counts = { requests: 0, failed: 0, unanswered: 0, leftOut: 0 };
  }, REPORT_EVERY_MS);

  while (!stopping.aborted) {
    await wait(waitingTime(random, 1000 / rate), undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) break;
    if (underWay.size >= MOST_UNDER_WAY) {
      counts.leftOut += 1;
      continue;
    }
    // Any of the visitors who think, or where a place is empty, a new one.
    const someone = Math.floor(random() * visitors);
    const visitor = waiting.splice(someone, 1)[0] ?? arrive(random, isNewsletterTime(performance.now() - startedAt));
    const turn = takeTurn(visitor).finally(() => underWay.delete(turn));
    underWay.add(turn);
  }
  clearInterval(report);
  await Promise.allSettled(underWay);
}

function arrive(random: () => number, newsletter: boolean): Visitor {
  const session = visit(random, newsletter);
  const first = session.next();
  return { session, next: first.done ? { method: 'GET', path: '/' } : first.value };
}

function isNewsletterTime(elapsedMs: number): boolean {
  const minute = elapsedMs % NEWSLETTER.everyMs;
  return minute >= NEWSLETTER.fromMs && minute < NEWSLETTER.untilMs;
}

/** Undefined when nothing came back in time. */
async function ask(shop: string, step: Step): Promise<Reply | undefined> {
  const headers = step.body === undefined ? {} : { 'content-type': 'application/json' };
  const body = step.body === undefined ? null : JSON.stringify(step.body);
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${shop}${step.path}`, { method: step.method, headers, body, signal });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined };
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import type { Batch } from './event-stream.ts';

/** New items with the arrival of the newest. */
export interface News extends Batch {
  readonly last: string;
}

/** Passes news on. */
export interface Ordered {
  /** Takes news; they wait until the first look is told. */
  readonly hear: (news: News) => void;
  /** Tells what the first look found, then what was heard meanwhile. */
  readonly begin: (first: News) => void;
}

/** Tells news in their order and none twice: those of the first look, then what was heard since. */
export function inOrder(position: string, tell: (news: News) => void): Ordered {
  let known = BigInt(position);
  let held: News[] | undefined = [];
  const pass = (news: News): void => {
    const items = news.items.filter((item) => (arrivalOf(item) ?? known + 1n) > known);
    const last = BigInt(news.last);
    if (last <= known) return;
    known = last;
    tell({ ...news, items });
  };
  return {
    hear: (news) => (held ? void held.push(news) : pass(news)),
    begin(first) {
      pass(first);
      for (const news of held ?? []) pass(news);
      held = undefined;
    },
  };
}

const arrived = z.object({ arrived: z.string() });

/** When an item arrived; traces do not say, and may come twice. */
function arrivalOf(item: unknown): bigint | undefined {
  const parsed = arrived.safeParse(item);
  return parsed.success ? BigInt(parsed.data.arrived) : undefined;
}

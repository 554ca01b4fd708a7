import { attempt, cut, plain } from './bounded.ts';
import type { Breadcrumb } from './event.ts';

/** Bytes of all of them, as JSON. */
const MAX_BYTES = 32 * 1024;

/** The newest steps, bounded by number and bytes. Nothing is thrown. */
export interface Breadcrumbs {
  readonly add: (crumb: Breadcrumb) => void;
  /** Oldest first. */
  readonly list: () => Breadcrumb[];
}

/** Keeps the newest `max`, beginning with those of `before`; as JSON, so that nothing of the program is held by them. */
export function createBreadcrumbs(max: number, before: readonly Breadcrumb[] = []): Breadcrumbs {
  const kept: [json: string, bytes: number][] = [];
  const encoder = new TextEncoder();
  let bytes = 0;
  const add = (crumb: Breadcrumb): void => {
    attempt(() => {
      const { t = Date.now(), category, message = '', level, data } = crumb;
      const json = JSON.stringify({ t, category, message: cut(message), level, data: plain(data) });
      const size = encoder.encode(json).length;
      kept.push([json, size]);
      bytes += size;
      while (kept.length > max || bytes > MAX_BYTES) bytes -= kept.shift()?.[1] ?? bytes;
    });
  };
  for (const crumb of before) add(crumb);
  return { add, list: () => JSON.parse(`[${kept.map(([json]) => json).join(',')}]`) };
}

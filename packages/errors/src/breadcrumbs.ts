import { attempt, jsonOf } from './bounded.ts';
import type { Breadcrumb } from './event.ts';

/** Bytes of all of them, as JSON. */
const MAX_BYTES = 32 * 1024;
const MAX_SIZE = 8192;
const MAX_TEXT = 1024;

/** The newest steps, bounded by number and bytes. Nothing is thrown. */
export interface Breadcrumbs {
  readonly add: (crumb: Breadcrumb) => void;
  /** Oldest first. */
  readonly list: () => Breadcrumb[];
}

/** Keeps the newest `max`, beginning with those of `before`; as JSON, so that nothing of the program is held by them. */
export function createBreadcrumbs(max: number, before: readonly Breadcrumb[] = []): Breadcrumbs {
  const kept: string[] = [];
  const sizes: number[] = [];
  const encoder = new TextEncoder();
  let bytes = 0;
  const add = (crumb: Breadcrumb): void => {
    const json = attempt(() => jsonOf({ ...crumb, t: crumb.t ?? Date.now() }, MAX_SIZE, MAX_TEXT));
    if (json === undefined) return;
    kept.push(json);
    bytes += sizes[sizes.push(encoder.encode(json).length) - 1] ?? 0;
    while (kept.length > max || bytes > MAX_BYTES) {
      kept.shift();
      bytes -= sizes.shift() ?? 0;
    }
  };
  for (const crumb of before) add(crumb);
  return { add, list: () => kept.map((json) => JSON.parse(json)) };
}

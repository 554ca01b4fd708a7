import { jsonOf } from './bounded.ts';
import type { Breadcrumb } from './event.ts';

/** Bytes of all of them, as JSON. */
const MAX_BYTES = 32 * 1024;
const MAX_SIZE = 8192;
const MAX_TEXT = 1024;

/** The newest steps, bounded by number and bytes. */
export interface Breadcrumbs {
  add(crumb: Breadcrumb): void;
  /** Oldest first. */
  list(): Breadcrumb[];
}

/** Keeps the newest `max`, beginning with those of `before`; as JSON, so that nothing of the program is held by them. */
export function createBreadcrumbs(max: number, before: readonly Breadcrumb[] = []): Breadcrumbs {
  const kept: { readonly json: string; readonly bytes: number }[] = [];
  const encoder = new TextEncoder();
  let bytes = 0;
  const add = (crumb: Breadcrumb): void => {
    const json = jsonOf({ ...crumb, t: crumb.t ?? Date.now() }, MAX_SIZE, MAX_TEXT);
    if (json === undefined) return;
    const size = encoder.encode(json).length;
    kept.push({ json, bytes: size });
    bytes += size;
    while (kept.length > max || bytes > MAX_BYTES) bytes -= kept.shift()?.bytes ?? bytes;
  };
  before.forEach(add);
  return { add, list: () => kept.map(({ json }) => JSON.parse(json)) };
}

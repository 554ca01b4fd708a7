import { cut, plain } from './bounded.ts';
import type { Breadcrumb } from './event.ts';
import { redact } from './redact.ts';

/** Bytes of all of them, as JSON. */
const MAX_BYTES = 32 * 1024;
const MAX_TEXT = 1024;

/** The newest steps, bounded by number and bytes. */
export interface Breadcrumbs {
  add(crumb: Breadcrumb): void;
  /** Oldest first. */
  list(): Breadcrumb[];
}

/** Keeps the newest `max`, beginning with those of `before`. */
export function createBreadcrumbs(max: number, before: readonly Breadcrumb[] = []): Breadcrumbs {
  const kept: { readonly crumb: Breadcrumb; readonly bytes: number }[] = [];
  const encoder = new TextEncoder();
  let bytes = 0;
  const keep = (crumb: Breadcrumb): void => {
    const size = encoder.encode(JSON.stringify(crumb)).length;
    kept.push({ crumb, bytes: size });
    bytes += size;
    while (kept.length > max || bytes > MAX_BYTES) bytes -= kept.shift()?.bytes ?? bytes;
  };
  for (const crumb of before) keep(crumb);
  return { add: (crumb) => keep(settled(crumb)), list: () => kept.map(({ crumb }) => crumb) };
}

function settled({ t, category, message, level, data }: Breadcrumb): Breadcrumb {
  return {
    t: typeof t === 'number' ? t : Date.now(),
    ...(category === undefined ? {} : { category: cut(category, MAX_TEXT) }),
    ...(message === undefined ? {} : { message: redact(cut(message, MAX_TEXT)) }),
    ...(level === undefined ? {} : { level }),
    ...(data === undefined ? {} : { data: Object(plain(data)) }),
  };
}

import type { Key } from '../../ask/types.ts';

/** What each kind of key is for, in the order in which they are offered. */
export const KEY_KINDS: readonly (readonly [kind: Key['kind'], does: string])[] = [
  ['ingest', 'sends data, from servers and Collectors'],
  ['browser', 'sends data from web pages; everybody can see it, so it is bound to their origins'],
  ['read', 'reads this project, on these pages and through the API'],
  ['admin', 'reads everything, and changes projects and keys'],
];

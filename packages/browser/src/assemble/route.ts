/** What ids have, and most words have not: to ask for this first costs a page less. */
const LIKE_ID = /[\d@]/;
/** A step that names one thing among many: a number, a UUID, a long hexadecimal id, or a token that mixes letters and digits. */
const ID = /^(\d+|[\da-f]{8}-[\da-f-]{27}|[\da-f]{12,}|(?=.*[a-z])[\w-]{16,}|.*(@|%40).*)$/i;
/** A longer path says more of one visit than of a route. */
const MAX_STEPS = 12;

/**
 * The route that a path gives away: steps that look like ids become `:id`, as in `/product/42` → `/product/:id`. Where a program knows the
 * template, that is better: a slug such as `/blog/hello-world` looks like any other step.
 */
export function routeOf(path: string): string {
  const steps = path.split('/');
  const kept = steps.slice(0, MAX_STEPS + 1).map((step) => (LIKE_ID.test(step) && ID.test(step) ? ':id' : step));
  return kept.join('/') + (steps.length > kept.length ? '/*' : '');
}

import type { Asked } from './drive.ts';

/** Asks a program that serves its work (`apps/serve-work.mjs`) for each of it, with three numbers. */
export function eachWork(names: string): Asked[] {
  return names
    .trim()
    .split(/\s+/)
    .flatMap((name) => [1, 2, 3].map((number) => ({ path: `/${name}/${number}` })));
}

import type { Thrown } from './event.ts';
import type { ErrorsOptions } from './options.ts';

/** What browsers say that no page can mend: in the message, or in the place of an extension. */
const NOISE = /ResizeObserver loop|^Script error\.?$|^(?: *at )?[\w-]+-extension:/m;

/** Whether the noise filter takes it. Asked only where there is no stack, which would tell a place; `place` is what stands for it. */
export function isNoise(message: string, place: string): boolean {
  return NOISE.test(`${message}\n${place}`);
}

/** Whether the program does not want it. */
export function isIgnored(what: Thrown, ignore: NonNullable<ErrorsOptions['ignore']>): boolean {
  const text = `${what.type}: ${what.message}`;
  return ignore.some((rule) => {
    if (typeof rule === 'function') return rule(what);
    // Not `test`, which of a pattern with the flag g remembers where it was.
    return typeof rule === 'string' ? text.includes(rule) : text.search(rule) >= 0;
  });
}

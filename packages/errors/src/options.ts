import type { Attributes } from '@sightglass/otlp';
import type { ErrorEvent, Thrown } from './event.ts';

/** What every platform's `start` takes; each adds where to send and what to listen to. */
export interface ErrorsOptions {
  /** Share of captures that are sent, 0 to 1, chosen at random. @defaultValue 1 */
  readonly sampleRatio?: number | undefined;
  /** Sees what is about to be sent; what it returns is sent, null drops it. Where it throws, the event is dropped and counted. */
  readonly beforeSend?: ((event: ErrorEvent) => ErrorEvent | null) | undefined;
  /**
   * What is not sent: texts that `type: message` contains, patterns that it fits, functions that say true. Dropped and counted, as is the
   * noise of browsers that has no stack (`ResizeObserver loop`, `Script error.`, errors of extensions).
   */
  readonly ignore?: readonly (string | RegExp | ((what: Thrown) => boolean))[] | undefined;
  /** Most captures in a minute; further ones are dropped and counted. @defaultValue 100 */
  readonly maxPerMinute?: number | undefined;
  /** Most captures in a minute of the same type, message (without digits) and place. @defaultValue 10 */
  readonly maxSamePerMinute?: number | undefined;
  /** Most breadcrumbs that are kept, of 32 KiB together. @defaultValue 100 */
  readonly maxBreadcrumbs?: number | undefined;
  /** What stands on every event. */
  readonly attributes?: Attributes | undefined;
  /** Says on the console what goes wrong. @defaultValue false */
  readonly debug?: boolean | undefined;
}

/** What every platform takes; none of the numbers is below 0, and a share not above 1. A space stands around each. */
const RULES =
  ' sampleRatio:number beforeSend:function ignore:array maxPerMinute:number maxSamePerMinute:number maxBreadcrumbs:number attributes:object debug:boolean ';

/**
 * Checks what was given to `start`.
 *
 * @param more the options of the platform, each as `name:type `, several times where it may be of several types.
 * @throws TypeError naming option, value and what may be given.
 */
export function checkOptions(given: object, more: string): void {
  const rules = RULES + more;
  for (const [name, value] of Object.entries(given)) {
    const type = Array.isArray(value) ? 'array' : typeof value;
    const isRight =
      rules.includes(` ${name}:${type} `) &&
      !(value === null || Object.is(value, NaN) || value < 0 || (name === 'sampleRatio' && value > 1));
    if (isRight || (value === undefined && rules.includes(` ${name}:`))) continue;
    throw new TypeError(`start(): option ${name} is ${name === 'key' ? 'wrong' : String(value)}; give${rules}`);
  }
}

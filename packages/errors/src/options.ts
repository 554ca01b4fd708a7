import type { Attributes } from '@sightglass/otlp';
import type { Captured, ErrorEvent } from './event.ts';

/** What every platform's `start` takes; each adds where to send and what to listen to. */
export interface ErrorsOptions {
  /** Share of captures that are sent, 0 to 1, chosen at random. @defaultValue 1 */
  readonly sampleRatio?: number | undefined;
  /** Sees what is about to be sent; what it returns is sent, null drops it. Where it throws, the event is dropped and counted. */
  readonly beforeSend?: ((event: ErrorEvent) => ErrorEvent | null) | undefined;
  /**
   * What is not sent: texts that `type: message` contains, patterns that it fits, functions that say true. Dropped and counted, as is the noise
   * of browsers that has no stack (`ResizeObserver loop`, `Script error.`, errors of extensions).
   */
  readonly ignore?: readonly (string | RegExp | ((what: Captured) => boolean))[] | undefined;
  /** Most captures in a minute; further ones are dropped and counted. @defaultValue 100 */
  readonly maxPerMinute?: number | undefined;
  /** Most captures in a minute of the same type, message (without digits) and place. @defaultValue 10 */
  readonly maxSamePerMinute?: number | undefined;
  /** Most breadcrumbs that are kept, of 32 KiB together; 0 to 1,000. @defaultValue 100 */
  readonly maxBreadcrumbs?: number | undefined;
  /** What stands on every event; a function is asked at each capture. */
  readonly attributes?: Attributes | (() => Attributes) | undefined;
  /** Says on the console, at most once a kind, what goes wrong. @defaultValue false */
  readonly debug?: boolean | undefined;
}

/** Whether it is an object, a function not. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether it can be called. */
export function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Whether it is true or false. */
export function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isNumber(from: number, to: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= from && value <= to;
}

type Check = readonly [fits: (value: unknown) => boolean, remedy: string];

/** What each option must be, and what to give where it is something else. */
export type Checks = Readonly<Record<string, Check>>;

const CHECKS: Checks = {
  sampleRatio: [isNumber(0, 1), 'a number from 0 to 1'],
  beforeSend: [isFunction, 'a function'],
  ignore: [Array.isArray, 'a list of texts, patterns and functions'],
  maxPerMinute: [isNumber(1, 1e5), 'a number from 1 to 100000'],
  maxSamePerMinute: [isNumber(1, 1e5), 'a number from 1 to 100000'],
  maxBreadcrumbs: [isNumber(0, 1000), 'a number from 0 to 1000'],
  attributes: [(value) => isObject(value) || isFunction(value), 'an object, or a function that returns one'],
  debug: [isBoolean, 'true or false'],
};

/**
 * Checks what was given to `start`.
 *
 * @param more the options of the platform.
 * @throws TypeError naming option, value and remedy.
 */
export function checkOptions(given: object, more: Checks): void {
  const checks: Checks = { ...CHECKS, ...more };
  for (const [name, value] of Object.entries(given ?? {})) {
    const check = checks[name];
    if (check === undefined) {
      throw new TypeError(`start(): unknown option ${name}; known are ${Object.keys(checks).join(', ')}`);
    }
    if (value === undefined || check[0](value)) continue;
    const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 200)) : String(value);
    throw new TypeError(`start(): option ${name} is ${name === 'key' ? 'not usable' : shown}; give ${check[1]}`);
  }
}

/** What is recorded of a page, and when. */
export interface ReplayOptions {
  /** Share of sessions that are recorded from their start, 0 to 1; by the hash of the session that its other data is sampled by. @defaultValue 0.1 */
  readonly sampleRatio?: number;
  /**
   * Whether other sessions keep the last minute in memory, and send it, and what follows, when an error occurs or `send()` is called.
   *
   * @defaultValue true
   */
  readonly onError?: boolean;
  /**
   * Selectors of elements whose text, attributes and media are shown as they are, with all in them; the same as their attribute
   * `data-sightglass-allow`. What is typed is shown only of fields that are themselves selected, and never of passwords and payment cards.
   */
  readonly allow?: readonly string[];
  /** Selectors of elements that are masked within such; the same as the attribute `data-sightglass-mask`. Everything else is masked anyway. */
  readonly mask?: readonly string[];
  /** Selectors of elements of which only the size is recorded; the same as the attribute `data-sightglass-block`. */
  readonly block?: readonly string[];
  /** Whether documents in frames of the same origin are recorded. @defaultValue false */
  readonly iframes?: boolean;
  /** Pictures a second that are taken of each canvas, at most 4; needs `worker-src blob:` in a policy. 0: none. @defaultValue 0 */
  readonly canvas?: number;
  /** Share of the main thread that recording may take over ten seconds, 0 to 1; at the third time that it takes more it ends. @defaultValue 0.1 */
  readonly maxShare?: number;
  /** Minutes after which a recording ends. @defaultValue 60 */
  readonly maxMinutes?: number;
  /**
   * Address of the file `recorder-worker.js` of this package, for pages whose policy forbids workers made of a blob. Without it, such pages
   * compress a little at a time, while they are idle.
   */
  readonly workerUrl?: string;
}

/** Options with their defaults. */
export type ResolvedReplayOptions = Required<Omit<ReplayOptions, 'workerUrl'>> & Pick<ReplayOptions, 'workerUrl'>;

const DEFAULTS = Object.freeze({
  sampleRatio: 0.1,
  onError: true,
  allow: [],
  mask: [],
  block: [],
  iframes: false,
  canvas: 0,
  maxShare: 0.1,
  maxMinutes: 60,
});

/** Largest value of each number; the smallest is 0. */
const MOST = [
  ['sampleRatio', 1],
  ['maxShare', 1],
  ['maxMinutes', 1440],
  ['canvas', 4],
] as const;

/**
 * @throws RangeError for a number out of its range.
 * @throws TypeError for a selector that is none.
 */
export function resolveReplayOptions(given: ReplayOptions): ResolvedReplayOptions {
  const options = { ...DEFAULTS, ...given };
  for (const [name, most] of MOST) {
    const value = options[name];
    if (!(value >= 0 && value <= most)) throw new RangeError(`replay.${name} must be from 0 to ${most}, got ${value}`);
  }
  for (const name of ['allow', 'mask', 'block'] as const) {
    for (const selector of options[name]) checkSelector(name, selector);
  }
  return options;
}

function checkSelector(name: string, selector: string): void {
  try {
    document.createDocumentFragment().querySelector(selector);
  } catch (cause) {
    throw new TypeError(`replay.${name} must hold CSS selectors, got ${selector}`, { cause });
  }
}

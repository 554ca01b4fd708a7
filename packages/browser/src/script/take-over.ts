import { RULES } from '../start-all.ts';
import type { StartOptions } from '../start-all.ts';
import { runningPage } from '../tracing/running.ts';

/** What a program calls: the exports of this package. */
type Exports = Readonly<Record<string, unknown>> & { readonly start: (options: StartOptions) => unknown };

/** What the snippet has kept until now: see `snippet.ts`. */
interface Snippet {
  /** Options of `start`. */
  readonly o?: Record<string, unknown>;
  /** Calls: name and arguments. */
  readonly q?: readonly (readonly [name: string, given: ArrayLike<unknown>])[];
  /** Errors, rejections and resources that did not load. */
  readonly e?: readonly Event[];
  /** How many of either were too many. */
  readonly d?: number;
  /** Keeps nothing any more. */
  readonly x?: () => void;
}

/**
 * Puts the package into the global `sightglass`, starts with the options of the snippet or of the script's `data-` attributes, where there are any,
 * and does what was asked for before. What is wrong with the options is said on the console, as there is no caller to tell.
 */
export function takeOver(exports: Exports, script: Element | null): void {
  const holder: typeof globalThis & { sightglass?: unknown } = globalThis;
  const { o, q = [], e: early = [], d = 0, x }: Snippet = Object(holder.sightglass);
  holder.sightglass = { ...exports };
  try {
    x?.();
    const data = script instanceof HTMLElement ? optionsOf(script.dataset) : {};
    const given = { ...data, ...o };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `start` looks at each of them
    const begin = (options: unknown): unknown => exports.start({ early, ...Object(options) } as StartOptions);
    if (Object.keys(given).length > 0) begin(given);
    // A call may be the start itself.
    for (const [name, args] of q) {
      const call = exports[name];
      if (name === 'start') begin(args[0]);
      else if (typeof call === 'function') Reflect.apply(call, undefined, Array.from(args));
    }
    runningPage()?.countDropped('logs', 'queue_full', d);
  } catch (error) {
    // oxlint-disable-next-line no-console -- there is nobody else to tell
    console.error('Sightglass:', error);
  }
}

/** Options that stand as texts in attributes: `data-sample-ratio="0.5"`, `data-disable="frames reports"`, `data-user='{"id":"u-1"}'`. */
function optionsOf(dataset: DOMStringMap): Record<string, unknown> {
  const rules: Readonly<Record<string, string>> = RULES;
  const read = (name: string, text = ''): unknown => {
    const rule = rules[name] ?? '';
    if (rule.startsWith('number')) return Number(text);
    if (rule.startsWith('boolean')) return text !== 'false';
    if (rule.startsWith('list')) return text.split(/[\s,]+/);
    return rule === 'object' ? JSON.parse(text) : text;
  };
  return Object.fromEntries(Object.entries(dataset).map(([name, text]) => [name, read(name, text)]));
}

import { DIFFERENCES } from './differences.ts';
import { runApp } from './run-app.ts';
import type { AppOptions, Side } from './run-app.ts';
import { plain, render } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';

export interface CompareOptions extends AppOptions {
  /** Which of the written differences are to be allowed, beside those of every library; each must be met. */
  readonly allowed?: readonly string[];
}

export interface Comparison {
  /** Traces that only one side made, as text. Both empty: the spans are equal but for what is allowed. */
  readonly onlyOurs: readonly string[];
  readonly onlyStock: readonly string[];
  /** Allowed differences that did not show: take them out of the test's list. */
  readonly notMet: readonly string[];
  /** How many spans ours made, and how many traces: that a comparison of nothing cannot pass. */
  readonly spans: number;
  readonly traces: number;
  readonly ours: readonly PlainSpan[];
  readonly stock: readonly PlainSpan[];
}

/** Runs a program of `apps/` under both agents with the same requests and compares the spans. */
export async function compare(app: string, { allowed = [], ...options }: CompareOptions = {}): Promise<Comparison> {
  for (const id of allowed) {
    if (!DIFFERENCES.some((difference) => difference.id === id)) throw new Error(`differences.ts has no ${id}`);
  }
  const sent = { ours: plain(await runApp('ours', app, options)), stock: plain(await runApp('stock', app, options)) };
  const met = new Set<string>();
  const level = (side: Side): string[] => {
    let spans: readonly PlainSpan[] = sent[side];
    for (const difference of DIFFERENCES) {
      if (difference.library !== 'every' && !allowed.includes(difference.id)) continue;
      const before = render(spans).join('\n');
      spans = difference.level(spans, side);
      if (render(spans).join('\n') !== before) met.add(difference.id);
    }
    return render(spans);
  };
  const [ours, stock] = [level('ours'), level('stock')];
  return {
    onlyOurs: without(ours, stock),
    onlyStock: without(stock, ours),
    notMet: allowed.filter((id) => !met.has(id)),
    spans: sent.ours.length,
    traces: ours.length,
    ...sent,
  };
}

/** What is in the first list and not in the second, each as often as it is more often there. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** What a test expects of a comparison. */
export const EQUAL = { onlyOurs: [], onlyStock: [], notMet: [] } as const;

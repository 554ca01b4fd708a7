import { watchEnd } from '@sightglass/otlp/internal';
import type { AgentResource } from '../assemble/agent-resource.ts';
import { SEARCH_AFTER_MS } from '../assemble/resource.ts';
import { endSpansOf } from './open-spans.ts';
import type { Sender } from './sender.ts';

/** What the end of a process asks of a provider. */
export interface Source {
  /** Hands over all that is held, synchronously. */
  handOver(): void;
  /** Whether a second time within one end would say the same again, as metrics do. */
  readonly isSaidOnce?: boolean;
}

interface EndsOptions {
  readonly sender: Sender;
  readonly sources: readonly Source[];
  readonly resource: AgentResource;
}

/**
 * Sends what is held when the program ends: by itself, by `process.exit`, by an uncaught error, by a signal. It takes two seconds at most;
 * exit code, signal, output and the program's own listeners stay as they are without us.
 *
 * @returns Stops watching.
 */
export function startEnds({ sender, sources, resource }: EndsOptions): () => void {
  const said = new Set<Source>();
  const handOver = (): void => {
    for (const source of sources) {
      if (said.has(source)) continue;
      if (source.isSaidOnce === true) said.add(source);
      source.handOver();
    }
  };
  return watchEnd({
    crash: endSpansOf,
    flush: async () => {
      // What is found out about the process was put off: its end gives that time back.
      if (resource.asyncAttributesPending) await resource.settleWithin(SEARCH_AFTER_MS);
      handOver();
      await sender.flush();
    },
    save: (budgetMs) => {
      resource.settle();
      handOver();
      sender.save(budgetMs);
    },
  });
}

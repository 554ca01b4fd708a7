import { watchEnd } from '@sightglass/otlp/internal';
import { endSpansOf } from './open-spans.ts';
import type { Sender } from './sender.ts';

/** What the end of a process asks of a provider. */
export interface Source {
  /** Hands over all that is held, synchronously. */
  handOver(): void;
  /** Whether a second time within one end would say the same again, as metrics do. */
  readonly isSaidOnce?: boolean;
}

/**
 * Sends what is held when the program ends: by itself, by `process.exit`, by an uncaught error, by a signal. It takes two seconds at most;
 * exit code, signal, output and the program's own listeners stay as they are without us.
 *
 * @returns Stops watching.
 */
export function startEnds({ sender, sources }: { sender: Sender; sources: readonly Source[] }): () => void {
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
    flush: () => {
      handOver();
      return sender.flush();
    },
    save: (budgetMs) => {
      handOver();
      sender.save(budgetMs);
    },
  });
}

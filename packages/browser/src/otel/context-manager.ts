import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, ContextManager } from '@opentelemetry/api';
import { activeSpan, withSpan } from '../tracing/active.ts';
import { spanIn, withSpanIn } from './api.ts';
import { placeholder, toPlace, toSpanContext } from './span-context.ts';

/**
 * Contexts that last as long as the call they were made for: pages have nothing that follows `await`. Outside of any, the span of what the
 * person just did is active; and requests and errors within a context belong to its span.
 */
export function createContextManager(): ContextManager {
  let current: Context | undefined;
  const manager: ContextManager = {
    active() {
      if (current) return current;
      const span = activeSpan();
      return span ? withSpanIn(ROOT_CONTEXT, placeholder(toSpanContext(span))) : ROOT_CONTEXT;
    },
    with(context, run, self, ...given) {
      const before = current;
      const span = spanIn(context);
      current = context;
      try {
        return withSpan(span ? toPlace(span) : null, () => run.apply(self, given));
      } finally {
        current = before;
      }
    },
    bind(context, target) {
      if (typeof target !== 'function') return target;
      const bound = (...given: unknown[]): unknown =>
        manager.with(context, () => Reflect.apply(target, undefined, given));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- takes and gives what the function does
      return bound as typeof target;
    },
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

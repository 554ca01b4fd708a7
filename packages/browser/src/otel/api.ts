/**
 * The API of OpenTelemetry, as far as its copies in a page agree on it: where they look for what is registered, and how a context holds a span.
 * To load the package itself would cost a page 3 KB, for what the program that uses it has loaded already.
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, ContextManager, Span, SpanContext } from '@opentelemetry/api';

/** Version of the API whose registry this is; older copies of the API take part in it. */
const VERSION = '1.10.0';
const REGISTRY = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
/** How SDKs of OpenTelemetry say that what they do themselves is no business of traces. */
const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

type Part = 'trace' | 'context' | 'propagation' | 'logs';
interface Registry extends Partial<Record<Part, unknown>> {
  readonly version: string;
}

const holder: typeof globalThis & { [REGISTRY]?: Registry } = globalThis;

/** Whether nobody has registered any of the parts. */
export function isFree(...parts: readonly Part[]): boolean {
  return !parts.some((part) => holder[REGISTRY]?.[part]);
}

/** Registers a part, which must be free. */
export function register(part: Part, what: object): void {
  const registry = (holder[REGISTRY] ??= { version: VERSION });
  registry[part] = what;
}

/** The context that is active, whoever manages contexts. */
export function activeContext(): Context {
  const manager: Partial<ContextManager> = Object(holder[REGISTRY]?.context);
  return manager.active?.() ?? ROOT_CONTEXT;
}

/** The span in a context. */
export function spanIn(context: Context): SpanContext | undefined {
  const span: Span | undefined = Object(context.getValue(SPAN));
  return span?.spanContext?.();
}

/** A context with a span in it. */
export function withSpanIn(context: Context, span: Span): Context {
  return context.setValue(SPAN, span);
}

/** Whether what is made in a context is no business of traces. */
export function isSuppressed(context: Context): boolean {
  return Boolean(context.getValue(SUPPRESSED));
}

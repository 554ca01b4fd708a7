import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as Dns from 'node:dns';
import { isIP } from 'node:net';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_DNS_QUESTION_NAME, ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '@sightglass/api/semconv';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { currentContext, storage } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { errorTypeOf } from '../http/error-type.ts';
import { inSpan } from '../in-span.ts';

/**
 * A span of each name that is looked up, by the program or for a connection of its. Off unless somebody asks for it. Node has no
 * channel for this: the function stands behind a Proxy, so that it keeps its name and what `promisify` reads of it.
 */
export function startDnsCapture({ tracer }: CaptureTools): () => void {
  const dns: typeof Dns = createRequire(import.meta.url)('node:dns');
  const { lookup } = dns;
  const lookUpPromised = dns.promises.lookup;

  const start = (name: unknown): Span | undefined => {
    const context = currentContext();
    // Node looks up every host, addresses too, which takes no question.
    if (typeof name !== 'string' || isIP(name) !== 0 || context.getValue(SUPPRESS_TRACING_KEY) === true)
      return undefined;
    const attributes = { [ATTR_DNS_QUESTION_NAME]: name };
    return tracer.startSpan('dns.lookup', { kind: SpanKind.CLIENT, attributes }, context);
  };
  dns.lookup = new Proxy(lookup, {
    apply: (target, self, given: unknown[]) => {
      const callback = given.at(-1);
      const span = typeof callback === 'function' ? start(given[0]) : undefined;
      if (span === undefined || typeof callback !== 'function') return Reflect.apply(target, self, given);
      const context = currentContext();
      const calledBack = (...answer: unknown[]): void => {
        if (answer[0] instanceof Error) fail(span, answer[0]);
        span.end();
        storage.run(context, () => Reflect.apply(callback, undefined, answer));
      };
      try {
        return Reflect.apply(target, self, [...given.slice(0, -1), calledBack]);
      } catch (error) {
        fail(span, error);
        span.end();
        throw error;
      }
    },
  });
  dns.promises.lookup = new Proxy(lookUpPromised, {
    apply: (target, self, given: unknown[]) => {
      const span = start(given[0]);
      if (span === undefined) return Reflect.apply(target, self, given);
      return inSpan(currentContext(), span, fail, () => Reflect.apply(target, self, given));
    },
  });
  syncBuiltinESMExports();
  return () => {
    dns.lookup = lookup;
    dns.promises.lookup = lookUpPromised;
    syncBuiltinESMExports();
  };
}

function fail(span: Span, error: unknown): void {
  span.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(error) ?? ERROR_TYPE_VALUE_OTHER);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(error instanceof Error ? { message: error.message } : {}) });
}

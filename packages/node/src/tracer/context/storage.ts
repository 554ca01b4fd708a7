import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { FastContext } from './fast-context.ts';

/**
 * Where the current context of this copy of the agent is kept: one storage for everything, so that `bindStore` of a tracing
 * channel and `context.with` never disagree. Enter it with `run` or `bindStore`; `enterWith` leaks into the caller and
 * belongs to the beginning of a served request alone.
 */
export const storage: AsyncLocalStorage<Context> = new AsyncLocalStorage<Context>();

let outermost: Context = ROOT_CONTEXT;

/** What is current here; the API's own `ROOT_CONTEXT` object where nothing is. */
export function currentContext(): Context {
  return storage.getStore() ?? outermost;
}

/** Sets what is current where nothing else is: the context in which somebody started this process or thread. */
export function setOutermostContext(context: Context): void {
  outermost = context;
}

/** The context with that span as its current one, whatever class the context is of. */
export function contextWithSpan(parent: Context, span: Span): Context {
  return FastContext.withSpan(parent, span);
}

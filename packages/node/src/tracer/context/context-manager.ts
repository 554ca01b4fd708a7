import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter.ts';

/** The API's context manager on one AsyncLocalStorage. What it holds can be any `Context`. */
export class FastContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    if (thisArg === undefined || thisArg === null) return this.#storage.run(context, fn, ...args);
    return this.#storage.run(context, () => fn.apply(thisArg, args));
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      bindEmitter(target, (listener) => this.#bindFunction(context, listener));
      return target;
    }
    return typeof target === 'function' ? this.#bindFunction(context, target) : target;
  }

  /**
   * Makes a context the current one for all that follows in this chain of calls, without a function around it. Where a
   * request begins this costs less than `with`; anywhere else the context leaks into the caller.
   */
  enter(context: Context): void {
    this.#storage.enterWith(context);
  }

  attach(context: Context): ContextManagementToken {
    const previous = this.active();
    this.#storage.enterWith(context);
    let isDisposed = false;
    return {
      dispose: () => {
        if (isDisposed) return;
        isDisposed = true;
        this.#storage.enterWith(previous);
      },
    };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  #bindFunction<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target;
    const storage = this.#storage;
    // `this` is whatever the bound function is called on: an arrow could not pass it on.
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, () => Reflect.apply(target, this, args));
    };
    Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called and answering as the function it stands for
    return bound as T;
  }
}

import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter.ts';
import { currentContext, storage } from './storage.ts';

/** The API's context manager on the agent's one AsyncLocalStorage. What it holds can be any `Context`. */
export class FastContextManager implements ContextManager {
  active(): Context {
    return currentContext();
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    if (thisArg === undefined || thisArg === null) return storage.run(context, fn, ...args);
    return storage.run(context, () => fn.apply(thisArg, args));
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      bindEmitter(target, (listener) => this.#bindFunction(context, listener));
      return target;
    }
    return typeof target === 'function' ? this.#bindFunction(context, target) : target;
  }

  attach(context: Context): ContextManagementToken {
    const previous = this.active();
    storage.enterWith(context);
    let isDisposed = false;
    return {
      dispose: () => {
        if (isDisposed) return;
        isDisposed = true;
        storage.enterWith(previous);
      },
    };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    storage.disable();
    return this;
  }

  #bindFunction<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target;
    // `this` is whatever the bound function is called on: an arrow could not pass it on.
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, () => Reflect.apply(target, this, args));
    };
    Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called and answering as the function it stands for
    return bound as T;
  }
}

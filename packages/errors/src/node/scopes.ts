import { AsyncLocalStorage } from 'node:async_hooks';
import { createBreadcrumbs } from '../breadcrumbs.ts';
import type { Breadcrumbs } from '../breadcrumbs.ts';
import { createScopeData, NO_STEPS } from '../scope.ts';
import type { ScopeData, ScopeKeeper } from '../scope.ts';

/** Scopes that follow asynchronous calls. */
export interface AsyncScopes extends ScopeKeeper {
  /** Gives what runs from here on a scope of its own, with the program's data and no steps of anybody else. */
  begin(): void;
}

/** Keeps the scope of each call, of what it awaits, and of what it starts; beyond them there is the program's. */
export function createAsyncScopes(maxBreadcrumbs: number): AsyncScopes {
  const storage = new AsyncLocalStorage<ScopeData>();
  const program = createScopeData(maxBreadcrumbs);
  return {
    current: () => storage.getStore() ?? program,
    run: (scope, callback) => {
      const inner = scopeAfter(scope, maxBreadcrumbs);
      return storage.run(inner, callback, inner);
    },
    begin: () => {
      storage.enterWith(scopeWithoutSteps(program, maxBreadcrumbs));
    },
  };
}

/** A scope that begins as `scope` and keeps to itself what comes. */
export function scopeAfter(scope: ScopeData, maxBreadcrumbs: number): ScopeData {
  return { said: scope.said, breadcrumbs: continued(scope.breadcrumbs, maxBreadcrumbs) };
}

/** A scope with what is said of the whole program, and no steps of anybody. */
export function scopeWithoutSteps(program: ScopeData, maxBreadcrumbs: number): ScopeData {
  return { said: program.said, breadcrumbs: continued(NO_STEPS, maxBreadcrumbs) };
}

/** The steps of `before` until there is one of its own: what many calls do at a time must not stand in each other's events. */
function continued(before: Breadcrumbs, max: number): Breadcrumbs {
  // Made with the first step: most scopes see none.
  let own: Breadcrumbs | undefined;
  return {
    add: (crumb) => {
      own ??= createBreadcrumbs(max, before.list());
      own.add(crumb);
    },
    list: () => (own ?? before).list(),
  };
}

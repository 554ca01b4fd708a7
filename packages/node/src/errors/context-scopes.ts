import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { createScopeData, scopeAfter, scopeWithoutSteps } from '@sightglass/errors/internal';
import type { ScopeData, ScopeKeeper } from '@sightglass/errors/internal';
import { RPC_METADATA_KEY } from '../tracer/context/keys.ts';
import { currentContext, storage } from '../tracer/context/storage.ts';

const SCOPE_KEY = createContextKey('sightglass.errors.scope');

/** Scopes in the agent's context. */
export interface ContextScopes extends ScopeKeeper {
  /**
   * Where a served request begins: gives it a scope of its own where no capture gave it RPC metadata. Called for every request, so it is no
   * more than a look; it throws nothing.
   */
  readonly begin: () => void;
}

/**
 * Keeps scopes of errors in the agent's context, so that a request pays nothing for them: its own is made when somebody asks for
 * it, and is found by the RPC metadata that every served request has in its context.
 */
export function createContextScopes(maxBreadcrumbs: number): ContextScopes {
  const program = createScopeData(maxBreadcrumbs);
  const ofRequests = new WeakMap<object, ScopeData>();

  const ofRequest = (request: object): ScopeData => {
    let scope = ofRequests.get(request);
    if (scope === undefined) {
      scope = scopeWithoutSteps(program, maxBreadcrumbs);
      ofRequests.set(request, scope);
    }
    return scope;
  };
  return {
    current: () => {
      const context = currentContext();
      const own = context.getValue(SCOPE_KEY);
      if (isScope(own)) return own;
      const request = context.getValue(RPC_METADATA_KEY);
      return typeof request === 'object' && request !== null ? ofRequest(request) : program;
    },
    run: (scope, callback) => {
      const inner = scopeAfter(scope, maxBreadcrumbs);
      return storage.run(currentContext().setValue(SCOPE_KEY, inner), callback, inner);
    },
    begin: () => {
      if (currentContext().getValue(RPC_METADATA_KEY) !== undefined) return;
      storage.enterWith(ROOT_CONTEXT.setValue(SCOPE_KEY, scopeWithoutSteps(program, maxBreadcrumbs)));
    },
  };
}

/** Whatever is under our key is ours. */
function isScope(value: unknown): value is ScopeData {
  return value !== undefined;
}

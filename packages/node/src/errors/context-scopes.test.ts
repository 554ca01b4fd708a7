import { setImmediate as turn } from 'node:timers/promises';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ScopeData } from '@sightglass/errors/internal';
import { expect, test } from 'vitest';
import { RPC_METADATA_KEY } from '../tracer/context/keys.ts';
import { storage } from '../tracer/context/storage.ts';
import { createContextScopes } from './context-scopes.ts';

const requestContext = (): Context => ROOT_CONTEXT.setValue(RPC_METADATA_KEY, { type: 'http' });
const tag = (scope: ScopeData | undefined, who: string): void => {
  if (scope !== undefined) scope.said = { ...scope.said, tags: { who } };
};

test('requests at a time have a scope each, which follows what they await, with what is said of the program', async () => {
  const scopes = createContextScopes(10);
  scopes.current()!.said = { contexts: { build: { id: 7 } } };
  scopes.current()!.breadcrumbs.add({ message: 'of the program' });
  const serve = async (who: string): Promise<unknown> => {
    await turn();
    tag(scopes.current(), who);
    scopes.current()?.breadcrumbs.add({ message: `step of ${who}` });
    await turn();
    const { said, breadcrumbs } = scopes.current()!;
    return [said, breadcrumbs.list().map(({ message }) => message)];
  };
  const seen = await Promise.all(['a', 'b'].map((who) => storage.run(requestContext(), () => serve(who))));
  const contexts = { build: { id: 7 } };
  expect(seen).toEqual([
    [{ contexts, tags: { who: 'a' } }, ['step of a']],
    [{ contexts, tags: { who: 'b' } }, ['step of b']],
  ]);
  expect(scopes.current()?.said).toEqual({ contexts });
});

test('a scope inside of another begins as that one and keeps to itself', () => {
  const scopes = createContextScopes(10);
  storage.run(requestContext(), () => {
    const outer = scopes.current()!;
    tag(outer, 'outer');
    const answer = scopes.run(outer, (inner) => {
      expect(scopes.current()).toBe(inner);
      expect(inner.said.tags).toEqual({ who: 'outer' });
      tag(inner, 'inner');
      return scopes.current()?.said.tags;
    });
    expect(answer).toEqual({ who: 'inner' });
    expect(scopes.current()).toBe(outer);
    expect(outer.said.tags).toEqual({ who: 'outer' });
  });
});

test('a request that no capture saw gets a scope all the same, one that was seen keeps its own', async () => {
  const scopes = createContextScopes(10);
  tag(scopes.current(), 'program');
  const serve = async (who: string): Promise<unknown> => {
    scopes.begin();
    const before = scopes.current()?.said.tags;
    tag(scopes.current(), who);
    await turn();
    return [before, scopes.current()?.said.tags];
  };
  const unseen = await Promise.all(['a', 'b'].map((who) => storage.run(ROOT_CONTEXT, () => serve(who))));
  expect(unseen).toEqual(['a', 'b'].map((who) => [{ who: 'program' }, { who }]));
  storage.run(requestContext(), () => {
    const own = scopes.current();
    scopes.begin();
    expect(scopes.current()).toBe(own);
  });
});

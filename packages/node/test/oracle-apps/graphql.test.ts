import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { runApp } from './run-app.ts';
import { plain, render } from './span-tree.ts';

const QUERIES = {
  hello: '{ hello }',
  named: 'query Named { hello item(id: "secret") { id price } }',
  list: 'query List { items { id price } }',
  mutation: 'mutation Add { add(id: "5") { id } }',
  unparsable: '{ hello',
  invalid: '{ nothing }',
};
const script = Object.entries(QUERIES).map(([name, query]) => ({
  path: `/${name}?query=${encodeURIComponent(query)}`,
}));
const several = Array.from({ length: 10 }, () => script).flat();

test('GraphQL 17: the stock agent sees HTTP alone; ours parsing, validation and execution below it', async () => {
  const compared = await compare('graphql.mjs', {
    drive: (origin) => askTwice(origin, several),
    allowed: ['graphql-17'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * several.length);

  const below = [...new Set(render(compared.ours).map((trace) => shapeOf(trace)))];
  expect(below.sort()).toEqual([
    '/hello: graphql.parse, graphql.validate, query',
    '/invalid: graphql.parse, graphql.validate ERROR Cannot query field "nothing" on type "Query".',
    '/list: graphql.parse, graphql.validate, query List ERROR no price',
    '/mutation: graphql.parse, graphql.validate, mutation Add',
    '/named: graphql.parse, graphql.validate, query Named',
    '/unparsable: graphql.parse ERROR Syntax Error: Expected Name, found <EOF>.',
  ]);
  expect(JSON.stringify(compared.ours)).not.toContain('secret');
  const mutation = compared.ours.find(({ name }) => name === 'mutation Add');
  expect(mutation?.attributes).toEqual({ 'graphql.operation.type': 'mutation', 'graphql.operation.name': 'Add' });
});

test('GraphQL 17: resolvers of the program have spans where these are asked for', async () => {
  const spans = plain(
    await runApp('ours', 'graphql.mjs', {
      env: { SIGHTGLASS_GRAPHQL_RESOLVERS: 'true' },
      drive: (origin) => askTwice(origin, [script[2]!]),
    }),
  );
  const resolvers = spans.filter(({ name }) => name.startsWith('graphql.resolve'));
  const parents = resolvers.map(({ parentId }) => spans.find(({ id }) => id === parentId)?.name);
  expect(resolvers.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
    ...Array.from({ length: 2 }, () => 'graphql.resolve Item.price ERROR no price'),
    ...Array.from({ length: 4 }, () => 'graphql.resolve Item.price UNSET'),
    ...Array.from({ length: 2 }, () => 'graphql.resolve Query.items UNSET'),
  ]);
  expect(new Set(parents)).toEqual(new Set(['query List']));
});

/** Path and, in order of their names, the spans below. */
function shapeOf(trace: string): string {
  const [, path = ''] = /url\.path = "([^"]*)"/.exec(trace) ?? [];
  const spans = [...trace.matchAll(/\| INTERNAL "([^"]*)" (.*)/g)].map(([, name, status]) => {
    return status === 'UNSET' ? name : `${name} ${status}`;
  });
  return `${path}: ${spans.join(', ')}`;
}

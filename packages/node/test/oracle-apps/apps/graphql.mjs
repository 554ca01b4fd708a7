// A GraphQL server over HTTP, as its documentation builds one.
import { createServer } from 'node:http';
import {
  execute,
  GraphQLError,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
} from 'graphql';
import { ready } from './ready.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const Item = new GraphQLObjectType({
  name: 'Item',
  fields: {
    id: { type: GraphQLString },
    price: {
      type: GraphQLString,
      resolve: async ({ id }) => {
        await pause(1);
        if (id === 'free') throw new GraphQLError('no price');
        return `${id}.00`;
      },
    },
  },
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: { type: GraphQLString, resolve: () => 'world' },
      item: { type: Item, args: { id: { type: GraphQLString } }, resolve: (_, { id }) => ({ id }) },
      items: { type: new GraphQLList(Item), resolve: async () => [{ id: '1' }, { id: 'free' }, { id: '2' }] },
    },
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: { add: { type: Item, args: { id: { type: GraphQLString } }, resolve: (_, { id }) => ({ id }) } },
  }),
});

const answer = async (source, operationName) => {
  const document = parse(source);
  const errors = validate(schema, document);
  return errors.length > 0 ? { errors } : execute({ schema, document, operationName });
};

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost');
  answer(searchParams.get('query'), searchParams.get('operation') ?? undefined).then(
    (result) => response.end(JSON.stringify(result)),
    (error) => response.writeHead(400).end(error.message),
  );
});
parse('{ hello }');
server.listen(0, '127.0.0.1', () => ready(server.address().port, () => server.close()));

// What is done for libraries that fewer programs use, in a file of its own, loaded with the first of them.
export { createGraphqlUse } from './graphql/use.ts';
export { createHonoUse } from './hono/use.ts';
export { createKoaUse } from './koa/use.ts';
export { createNestUse } from './nest/use.ts';

import { z } from 'zod';
import { askRequest } from './ask.ts';
import { COOKIE } from './caller.ts';
import { LIVE_QUESTIONS } from './live/subscriptions.ts';
import type { Question } from './question.ts';
import { nothing, type Change } from './routes/change.ts';
import { components, named } from './shapes.ts';

/** A JSON object. */
export type Json = Record<string, unknown>;

const problem = named(
  'Problem',
  z
    .strictObject({
      type: z.string(),
      title: z.string(),
      status: z.number().int(),
      detail: z.string(),
      errors: z.array(z.strictObject({ field: z.string(), value: z.unknown(), remedy: z.string() })).optional(),
    })
    .meta({ description: 'RFC 9457.' }),
);

const line = named(
  'AskLine',
  z.strictObject({ id: z.union([z.string(), z.number()]), status: z.number().int(), body: z.unknown() }),
);

/** The OpenAPI 3.1 document of the API, from the same schemas that read parameters. */
export function openApi(questions: readonly Question[], changes: readonly Change[], version: string): Json {
  const paths: Record<string, Json> = { '/ask': { post: askPost() }, '/live': { get: liveGet() } };
  const add = (name: string, method: string, operation: Json): void => {
    const path = `/${name.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [method]: operation };
  };
  for (const question of questions) add(question.name, 'get', getOf(question));
  for (const change of changes) add(change.name, change.method.toLowerCase(), changeOf(change));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sightglass server',
      version,
      description:
        'Questions about telemetry, and what people change. Every answer to a question says the time it covers and what it cost.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { header: [] }, { cookie: [] }, {}],
    paths,
    components: { securitySchemes, schemas: schemas() },
  };
}

/** Ways to show who one is. A server without keys asks for none. */
const securitySchemes: Json = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key: Authorization: Bearer sg_….' },
  header: { type: 'apiKey', in: 'header', name: 'x-sightglass-key' },
  cookie: { type: 'apiKey', in: 'cookie', name: COOKIE, description: 'Of the pages, from POST /session.' },
};

function getOf(question: Question): Json {
  const { name, summary, answer, columns } = question;
  const json: Json = { schema: refOf(answer) };
  const content: Json = {
    'application/json': json,
    ...(columns.length > 0 ? { 'text/csv': { schema: { type: 'string' } } } : {}),
  };
  return {
    operationId: operationId(name),
    summary,
    parameters: parametersOf(question),
    responses: { 200: { description: 'The answer.', content }, default: problemResponse() },
  };
}

function changeOf(change: Change): Json {
  const { method, name, summary, body, answer, status, isVersioned } = change;
  const contentOf = (schema: z.ZodType): Json => ({ content: { 'application/json': { schema: refOf(schema) } } });
  return {
    operationId: `${method.toLowerCase()}${operationId(`/${name}`)}`,
    summary,
    parameters: [...parametersOf(change), ...(isVersioned ? [ifMatch] : [])],
    ...(body === nothing ? {} : { requestBody: { required: true, ...contentOf(body) } }),
    responses: {
      [status]: { description: 'Done.', ...(status === 204 ? {} : contentOf(answer)) },
      default: problemResponse(),
    },
  };
}

const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'The version that was read before, in quotes.',
  schema: { type: 'string' },
};

function parametersOf({ name, params }: Pick<Question, 'name' | 'params'>): Json[] {
  const inPath = new Set([...name.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ''));
  return Object.entries(params.shape).map(([field, schema]) => parameter(field, schema, inPath.has(field)));
}

/** `services/:service/operations` becomes `servicesServiceOperations`. */
function operationId(name: string): string {
  return name.replaceAll(/[^A-Za-z]+([A-Za-z])/g, (_, letter: string) => letter.toUpperCase());
}

function parameter(field: string, schema: z.core.$ZodType, isInPath: boolean): Json {
  const { $schema: _schema, description = '', examples: _examples, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const isArray = rest.type === 'array';
  return {
    name: field,
    in: isInPath ? 'path' : 'query',
    required: isInPath,
    description,
    schema: rest,
    ...(isArray ? { style: 'form', explode: true } : {}),
  };
}

function askPost(): Json {
  return {
    operationId: 'ask',
    summary: 'Up to 24 questions at once; one line an answer, in the order of their readiness.',
    requestBody: { required: true, content: { 'application/json': { schema: refOf(askRequest) } } },
    responses: {
      200: { description: 'NDJSON.', content: { 'application/x-ndjson': { schema: refOf(line) } } },
      default: problemResponse(),
    },
  };
}

function liveGet(): Json {
  const event = { oneOf: [...LIVE_QUESTIONS.values()].map(({ answer }) => refOf(answer)) };
  const text = { type: 'string' };
  return {
    operationId: 'live',
    summary:
      'What arrives in lists, as one event stream: events items with {sub, items, dropped}, the newest last; ping.',
    parameters: [
      {
        name: 'sub',
        in: 'query',
        required: true,
        description:
          '<id>:<list>, up to 8 times: an id of its own and the address of a list below /api/v1/, as in a:logs?q=voucher.',
        schema: { type: 'array', items: text },
        style: 'form',
        explode: true,
      },
      {
        name: 'lastEventId',
        in: 'query',
        required: false,
        description: 'id of the last event that was seen; the header Last-Event-ID goes before it.',
        schema: text,
      },
    ],
    responses: {
      200: { description: 'Events.', content: { 'text/event-stream': { schema: event } } },
      default: problemResponse(),
    },
  };
}

function problemResponse(): Json {
  return { description: 'What went wrong.', content: { 'application/problem+json': { schema: refOf(problem) } } };
}

function refOf(schema: z.core.$ZodType): Json {
  const id = components.get(schema)?.id;
  if (id !== undefined) return { $ref: `#/components/schemas/${id}` };
  if (schema instanceof z.ZodUnion) return { oneOf: schema.options.map(refOf) };
  throw new TypeError('a schema of the API has no name');
}

function schemas(): Json {
  const all = z.toJSONSchema(components, { uri: (id) => `#/components/schemas/${id}`, io: 'output' }).schemas;
  return Object.fromEntries(
    Object.entries(all)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema]),
  );
}

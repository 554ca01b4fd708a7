import { z } from 'zod';
import { askRequest } from './ask.ts';
import { REPEATABLE } from './parameters.ts';
import type { Question } from './question.ts';
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
export function openApi(questions: readonly Question[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sightglass server',
      version,
      description: 'Questions about traces. Every answer says the time it covers and what it cost.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths: { ...Object.fromEntries(questions.map(pathOf)), '/ask': askPath() },
    components: { schemas: schemas() },
  };
}

function pathOf(question: Question): [string, Json] {
  const { name, summary, params, answer, columns } = question;
  const path = `/${name.replaceAll(/:(\w+)/g, '{$1}')}`;
  const inPath = new Set([...name.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ''));
  const parameters = Object.entries(params.shape).map(([field, schema]) => parameter(field, schema, inPath.has(field)));
  const json: Json = { schema: refOf(answer) };
  const content: Json = {
    'application/json': json,
    ...(columns.length > 0 ? { 'text/csv': { schema: { type: 'string' } } } : {}),
  };
  const get: Json = {
    operationId: operationId(name),
    summary,
    parameters,
    responses: { 200: { description: 'The answer.', content }, default: problemResponse() },
  };
  return [path, { get }];
}

/** `services/:service/operations` becomes `servicesServiceOperations`. */
function operationId(name: string): string {
  return name.replaceAll(/[^A-Za-z]+([A-Za-z])/g, (_, letter: string) => letter.toUpperCase());
}

function parameter(field: string, schema: z.core.$ZodType, isInPath: boolean): Json {
  const { $schema: _schema, description = '', examples: _examples, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const isArray = REPEATABLE.has(field) && !isInPath;
  return {
    name: field,
    in: isInPath ? 'path' : 'query',
    required: isInPath,
    description,
    schema: rest,
    ...(isArray ? { style: 'form', explode: true } : {}),
  };
}

function askPath(): Json {
  return {
    post: {
      operationId: 'ask',
      summary: 'Up to 24 questions at once; one line an answer, in the order of their readiness.',
      requestBody: { required: true, content: { 'application/json': { schema: refOf(askRequest) } } },
      responses: {
        200: { description: 'NDJSON.', content: { 'application/x-ndjson': { schema: refOf(line) } } },
        default: problemResponse(),
      },
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

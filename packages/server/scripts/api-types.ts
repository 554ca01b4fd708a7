/**
 * Writes the types of the pages' questions and answers from the OpenAPI document:
 * `node --conditions=@sightglass/source packages/server/scripts/api-types.ts` writes `packages/ui/src/ask/api.d.ts`.
 *
 * Our own printer, because openapi-typescript prints through the JavaScript API of an older compiler: a second TypeScript for everybody who
 * clones, for a document that needs a dozen forms of JSON Schema. And `Params` and `Answers` by the names that `ask()` takes come with it.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApi } from '../src/serve/openapi.ts';
import { questions } from '../src/serve/questions/index.ts';
import { changeRoutes } from '../src/serve/routes/index.ts';

/** Where the types go. */
export const TYPES_FILE: string = fileURLToPath(new URL('../../ui/src/ask/api.d.ts', import.meta.url));

/** The part of JSON Schema that our document uses. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: string[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema | false;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description: string;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Operation {
  summary: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface Document {
  paths: Record<string, Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>>>;
  components: { schemas: Record<string, Schema> };
}

/** The text of `api.d.ts`. */
export function apiTypes(): string {
  const { paths, components }: Document = JSON.parse(JSON.stringify(openApi(questions, changeRoutes(), '0.0.0')));
  const gets = Object.entries(paths).flatMap(([path, { get }]) =>
    get && 'application/json' in (get.responses['200']?.content ?? {}) ? [{ name: nameOf(path), get }] : [],
  );
  const declarations = Object.entries(components.schemas).map(
    ([name, schema]) => `${comment(schema.description, '')}${declaration(name, schema)}`,
  );
  const params = gets.map(({ name, get }) => `  '${name}': ${paramsType(get.parameters ?? [])};`);
  const answers = gets.map(({ name, get }) => {
    const schema = schemaOf(get.responses['200']) ?? {};
    return `  /** ${get.summary} */\n  '${name}': ${typeOf(schema, '  ')};`;
  });
  const changes = Object.entries(paths).flatMap(([path, operations]) => changesOf(nameOf(path), operations));
  return [
    '// Written by packages/server/scripts/api-types.ts from the OpenAPI document of the server. Never edited by hand.',
    ...declarations,
    `/** What each question takes; parts of its path too. */\nexport interface Params {\n${params.join('\n')}\n}`,
    `/** What each question answers. */\nexport interface Answers {\n${answers.join('\n')}\n}`,
    `/** What each change takes and answers, by method and route; \`version\` goes into If-Match. */\nexport interface Changes {\n${changes.join('\n')}\n}`,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function changesOf(name: string, operations: Document['paths'][string]): string[] {
  if (name === 'ask') return [];
  const changes = Object.entries(operations).filter(([method]) => method !== 'get');
  return changes.map(([method, { summary, parameters = [], requestBody, responses }]) => {
    const params = parameters.filter((parameter) => parameter.in !== 'header');
    const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
    const fields = [
      `    params: ${params.length === 0 ? 'Record<never, never>' : paramsType(params, '    ')};`,
      `    body: ${typeOrNothing(schemaOf(requestBody))};`,
      `    answer: ${typeOrNothing(schemaOf(answer))};`,
      `    version: ${params.length < parameters.length ? 'number' : 'undefined'};`,
    ];
    return `  /** ${summary} */\n  '${method.toUpperCase()} ${name}': {\n${fields.join('\n')}\n  };`;
  });
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json']?.schema;
}

function typeOrNothing(schema: Schema | undefined): string {
  return schema ? typeOf(schema, '    ') : 'undefined';
}

function nameOf(path: string): string {
  return path.slice(1).replaceAll(/\{(\w+)\}/g, ':$1');
}

function declaration(name: string, schema: Schema): string {
  const type = typeOf(schema, '');
  return type.startsWith('{') ? `export interface ${name} ${type}` : `export type ${name} = ${type};`;
}

function paramsType(parameters: readonly Parameter[], indent = '  '): string {
  const fields = parameters.map(({ name, required, description, schema }) => {
    return `${comment(description, `${indent}  `)}${indent}  ${name}${required ? '' : '?'}: ${typeOf(schema, `${indent}  `)};`;
  });
  return `{\n${fields.join('\n')}\n${indent}}`;
}

function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return choice.map((one) => typeOf(one, indent)).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return arrayType(schema, indent);
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function arrayType({ prefixItems, items }: Schema, indent: string): string {
  if (prefixItems) return `[${prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`;
  const item = typeOf(items || {}, indent);
  return /[ |]/.test(item) && !item.startsWith('{') && !item.startsWith('[') ? `(${item})[]` : `${item}[]`;
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  if (typeof additionalProperties === 'object') return `Record<string, ${typeOf(additionalProperties, indent)}>`;
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${comment(schema.description, inner)}${inner}${name}${optional}: ${typeOf(schema, inner)};`;
  });
  return `{\n${fields.join('\n')}\n${indent}}`;
}

function comment(text: string | undefined, indent: string): string {
  return text === undefined || text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '* /')} */\n`;
}

if (import.meta.main) writeFileSync(TYPES_FILE, apiTypes());

import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { z } from 'zod';

type Text = z.ZodString;
type TextOr = z.ZodDefault<z.ZodString>;
type Texts = z.ZodDefault<z.ZodArray<z.ZodString>>;
type Flag = z.ZodDefault<z.ZodEnum<{ 0: '0'; 1: '1' }>>;
type OptionalNumber = z.ZodOptional<z.ZodCoercedNumber>;

/** Parameters that may be given more than once. All others are given at most once. */
const REPEATABLE: ReadonlySet<string> = new Set(['service', 'environment', 'release', 'where', 'by']);

/** Whether a parameter may be given more than once: one that is a list elsewhere is one text in a path, or where a question knows a few words. */
export function isRepeatable(params: z.ZodObject, name: string): boolean {
  const schema = params.shape[name];
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return REPEATABLE.has(name) && (inner === undefined || inner instanceof z.ZodArray);
}

const flag = (what: string): Flag => z.enum(['0', '1'], 'Write 1 or 0.').default('0').meta({ description: what });

const many = (what: string): Texts =>
  z.array(z.string()).max(100, 'Give at most 100.').default([]).meta({ description: what });

const slug = (): Text => z.string().regex(/^[a-z0-9-]{1,40}$/, 'Write 1 to 40 of a-z, 0-9 and -.');

/** Of every answer. */
export const explain: Flag = flag('1 adds the statements that were run.');

/** Of everything that belongs to a project. */
export const ofProject: { project: TextOr } = {
  project: slug().default('default').meta({ description: 'The project; that of the key where none is given.' }),
};

/** Of every question about telemetry. */
export const common: { project: TextOr; explain: Flag } = { ...ofProject, explain };

/** Project named in the path. */
export const projectOfPath: Text = slug().meta({ description: 'Slug of the project.' });

/** The stretch of time. */
export const range: { from: TextOr; to: TextOr } = {
  from: z
    .string()
    .default('-1h')
    .meta({
      description: 'Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d.',
      examples: ['-1h', '2026-11-20T02:31Z', '1763712000000'],
    }),
  to: z
    .string()
    .default('now')
    .meta({ description: 'End, written like from; now by default.', examples: ['now'] }),
};

/** What narrows a question where the service stands in the path already. */
export const filtersOfService: { environment: Texts; release: Texts; where: Texts } = {
  environment: many(`Only these environments: ${ATTR_DEPLOYMENT_ENVIRONMENT_NAME} (any of them).`),
  release: many(`Only these releases: ${ATTR_SERVICE_VERSION} (any of them).`),
  where: many(
    'Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold.',
  ),
};

/** What narrows a question besides its time. */
export const filters: { service: Texts; environment: Texts; release: Texts; where: Texts } = {
  service: many('Only these services (any of them).'),
  ...filtersOfService,
};

const LIMIT = 'Write a whole number from 1 to 1000.';

/** Pages of a list. */
export const paging = (
  usual: number,
): { limit: z.ZodDefault<z.ZodCoercedNumber>; cursor: z.ZodOptional<z.ZodString> } => ({
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(1000, LIMIT)
    .default(usual)
    .meta({ description: 'Most items in one answer.' }),
  cursor: z.string().optional().meta({ description: '`next` of the answer before.' }),
});

/** Distance of the points of a series. */
export const step: z.ZodOptional<Text> = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, 'Write a number with ms, s, m, h or d: step=30s.')
  .optional()
  .meta({
    description: 'Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300.',
    examples: ['30s'],
  });

/** Service named in the path. */
export const serviceOfPath: Text = z.string().min(1, 'Name a service.').meta({ description: ATTR_SERVICE_NAME });

/** Trace id in the path. */
export const traceId: Text = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, 'A trace id has 32 hexadecimal digits.')
  .meta({ description: 'Trace id, 32 hexadecimal digits.', examples: ['5b8efff798038103d269b633813fc60c'] });

/** Span id in the path. */
export const spanId: Text = z
  .string()
  .regex(/^[0-9a-fA-F]{16}$/, 'A span id has 16 hexadecimal digits.')
  .meta({ description: 'Span id, 16 hexadecimal digits.', examples: ['eee19b7ec3c1b174'] });

/** Session id in the path. */
export const sessionId: Text = z
  .string()
  .min(1, 'Give the id of a session.')
  .max(200, 'An id of a session has at most 200 characters.')
  .meta({ description: 'session.id', examples: ['019a6b3e-7c1f-7d5a-9f0e-3c2b1a0d4e5f'] });

/** Answer in columns, for drawing. */
export const columns: Flag = flag('1 answers in columns without attributes, for drawing.');

/** A bound of durations, in milliseconds. */
export const boundMs = (what: string): OptionalNumber =>
  z.coerce
    .number('Write milliseconds: 250.')
    .min(0, 'Write milliseconds, 0 or more.')
    .optional()
    .meta({ description: what });

import { z } from 'zod';

type Components = z.core.$ZodRegistry<{ id: string }>;

/**
 * The parts that many answers share. Whatever has an id here becomes a named component of the OpenAPI document, and a named
 * type of everybody who generates types from it.
 */
const registry: Components = z.registry<{ id: string }>();

/** Schemas with a name of their own in the OpenAPI document. */
export const components: Components = registry;

/** Gives a schema its name in the OpenAPI document. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  registry.add(schema, { id });
  return schema;
}

/** An instant inside telemetry: nanoseconds since the epoch, as a string because they do not fit a double. */
export const unixNano: z.ZodString = z
  .string()
  .regex(/^\d+$/)
  .meta({ description: 'Nanoseconds since the Unix epoch.', examples: ['1763712000000000000'] });

/** An instant of what people change. */
export const epochMs: z.ZodNumber = z.number().int().meta({ description: 'Milliseconds since the Unix epoch.' });

/** A count or a sum of weights. */
export const amount: z.ZodNumber = z.number().min(0);

/** A share of requests. */
export const ratio: z.ZodNumber = z.number().min(0).max(1);

/** Milliseconds; `null` where nothing was measured. */
export const durationMs: z.ZodNullable<z.ZodNumber> = z.number().min(0).nullable();

/** Strings by name: attributes as the tables keep them. */
export const attributes: z.ZodRecord<z.ZodString, z.ZodString> = z
  .record(z.string(), z.string())
  .meta({ description: 'Attribute values as strings: numbers in decimal, arrays and maps as JSON.' });

/** Points of a series: `[epochMs, value]`, `null` where there was nothing to measure. */
export const points: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNullable<z.ZodNumber>], null>> = z.array(
  z.tuple([z.number().int(), z.number().nullable()]),
);

/** What every answer says beside its own: the time it covers and what it cost. */
export type Envelope = {
  from: z.ZodISODateTime;
  to: z.ZodISODateTime;
  stats: z.ZodType<{ rowsRead: number; ms: number }>;
  explain: z.ZodOptional<z.ZodArray<z.ZodType<Statement>>>;
};

/** A statement that an answer ran. */
export interface Statement {
  sql: string;
  params: Record<string, unknown>;
  rowsRead: number;
  ms: number;
}

const stats = named(
  'Stats',
  z
    .strictObject({
      rowsRead: z.number().int().min(0).meta({ description: 'Rows that the database read for this answer.' }),
      ms: z.number().min(0).meta({ description: 'Time from the question to the answer, in milliseconds.' }),
    })
    .meta({ description: 'What the answer cost.' }),
);

const statement = named(
  'Statement',
  z.strictObject({
    sql: z.string(),
    params: z.record(z.string(), z.unknown()),
    rowsRead: z.number(),
    ms: z.number(),
  }),
);

const envelope: Envelope = {
  from: z.iso.datetime().meta({ description: 'Start of the time that the answer covers; belongs to it.' }),
  to: z.iso.datetime().meta({ description: 'End of the time that the answer covers; does not belong to it.' }),
  stats,
  explain: z.array(statement).optional().meta({ description: 'With explain=1: the statements that were run.' }),
};

/** An answer with {@link Envelope}. */
export function answerOf<T extends z.ZodRawShape>(id: string, shape: T): z.ZodObject<Envelope & T> {
  return named(id, z.strictObject({ ...envelope, ...shape })) as z.ZodObject<Envelope & T>;
}

/** What a list says: its items and the cursor of the next page. */
export interface ListShape<T extends z.ZodType> extends Record<string, z.ZodType> {
  items: z.ZodArray<T>;
  next: z.ZodNullable<z.ZodString>;
}

/** A list: its items and the cursor of the next page. */
export function listShape<T extends z.ZodType>(item: T): ListShape<T> {
  return {
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last.' }),
  };
}

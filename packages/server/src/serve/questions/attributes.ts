import { z } from 'zod';
import { askKeys } from '../../ask/suggestions/keys.ts';
import { askValues } from '../../ask/suggestions/values.ts';
import { common, range } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, listShape, named } from '../shapes.ts';
import { rangeOf } from '../time.ts';

const LIMIT = 'Write a whole number from 1 to 200.';

const suggesting = {
  ...common,
  ...range,
  signal: z.enum(['traces', 'logs', 'metrics'], 'Write traces, logs or metrics.').default('traces').meta({
    description: 'Of which telemetry.',
  }),
  q: z.string().max(200).default('').meta({ description: 'Only what contains this text, in any case.' }),
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(200, LIMIT)
    .default(50)
    .meta({ description: 'Most suggestions.' }),
};

const share = z.number().min(0).max(1).meta({
  description: 'The share of the rows that was looked at; below 1 counts are scaled up from a sample.',
});

const suggestedKey = named(
  'SuggestedKey',
  z.strictObject({
    key: z.string().meta({ description: 'where= takes it as it is; one of the resource with resource. before it.' }),
    source: z.enum(['attribute', 'resource', 'builtin']),
    count: z.number().int().meta({ description: 'Rows that hold it.' }),
  }),
);

/** `GET /attributes` */
export const attributeKeys: Question = question({
  name: 'attributes',
  summary: 'Keys that where= can ask for, most frequent first.',
  params: z.strictObject(suggesting),
  answer: answerOf('SuggestedKeys', { ...listShape(suggestedKey), share }),
  async handle(context, { project, from, to, signal, q, limit }) {
    const stretch = { project, range: rangeOf(from, to, context.nowMs) };
    const answer = await askKeys(context.source, stretch, { signal, text: q, limit });
    return { range: answer.range, body: { items: answer.body.items, next: null, share: answer.body.share } };
  },
});

const suggestedValue = named(
  'SuggestedValue',
  z.strictObject({ value: z.string(), count: z.number().int().meta({ description: 'Rows that hold it.' }) }),
);

/** `GET /attributes/:key/values` */
export const attributeValues: Question = question({
  name: 'attributes/:key/values',
  summary: 'Values of one key, most frequent first.',
  params: z.strictObject({
    ...suggesting,
    key: z.string().min(1, 'Name a key.').max(200, 'A key has at most 200 characters.').meta({
      description: 'A key as where= takes it.',
    }),
  }),
  answer: answerOf('SuggestedValues', { ...listShape(suggestedValue), share }),
  async handle(context, { project, from, to, key, signal, q, limit }) {
    const stretch = { project, range: rangeOf(from, to, context.nowMs) };
    const answer = await askValues(context.source, stretch, key, { signal, text: q, limit });
    return { range: answer.range, body: { items: answer.body.items, next: null, share: answer.body.share } };
  },
});

import { z } from 'zod';
import { common, range } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';
import { rangeOf } from '../time.ts';
import { remedyOf } from './refusal-remedies.ts';

const count = (what: string): z.ZodNumber => z.number().int().min(0).meta({ description: what });

const refusal = named(
  'Refusal',
  z
    .strictObject({
      signal: z.enum(['traces', 'logs', 'metrics']),
      reason: z.string().meta({ description: 'A few words.', examples: ['unknown key'] }),
      project: z.string().nullable().meta({ description: 'Whose it would have been; null when no key said so.' }),
      requests: count('Requests in the time of the answer that were refused, or of which records were.'),
      records: count('Records in them that were rejected; 0 where the body was not read.'),
      requestsSinceStart: count('The same since the server started.'),
      recordsSinceStart: count('The same since the server started.'),
      lastAtMs: epochMs.meta({ description: 'When it happened last.' }),
      remedy: z.string().meta({ description: 'What to do about it.' }),
    })
    .meta({ description: 'Telemetry that was not taken, by reason.' }),
);

/** `GET /refused` */
export const refused: Question = question({
  name: 'refused',
  summary:
    'What was not taken since the server started, of the project and of keys that are not known, and how much of it in the time asked for. Times are remembered for a day, in steps of five minutes.',
  params: z.strictObject({ ...common, ...range }),
  answer: answerOf('Refusals', listShape(refusal)),
  handle({ server, nowMs }, { project, from, to }) {
    const asked = rangeOf(from, to, nowMs);
    const { fromMs, toMs, items } = server.refusedWithin(project, asked.fromMs, asked.toMs);
    const refusals = items.map(({ signal, reason, project: of, requests, records, lastAtMs, within }) => ({
      signal,
      reason,
      project: of === '' ? null : of,
      ...within,
      requestsSinceStart: requests,
      recordsSinceStart: records,
      lastAtMs,
      remedy: remedyOf(reason),
    }));
    return Promise.resolve({ range: { fromMs, toMs }, body: { items: refusals, next: null } });
  },
});

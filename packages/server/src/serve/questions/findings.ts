import { z } from 'zod';
import { askFindings } from '../../ask/findings/findings.ts';
import { common, filters, range } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { scopeOf } from '../scope-of.ts';
import { answerOf, listShape, named, unixNano } from '../shapes.ts';

const deployment = z.strictObject({
  service: z.string(),
  release: z.string(),
  atUnixNano: unixNano.meta({ description: 'When the first span of the release began.' }),
});

const finding = named(
  'Finding',
  z.strictObject({
    service: z.string(),
    kind: z.enum(['failing', 'slow', 'silent']),
    headline: z.string().meta({ examples: ['checkout: 7.1 % of requests fail'] }),
    detail: z.string().meta({ examples: ['usual 0.8 %; began 02:55 UTC, 17 s after release 1.8.2'] }),
    onsetUnixNano: unixNano,
    usual: z.number().nullable().meta({ description: 'The usual value; null while too little is known to say.' }),
    now: z.number(),
    unit: z.enum(['ratio', 'ms', 's']),
    near: z.strictObject({ deployment }).nullable(),
    link: z.strictObject({ text: z.string(), href: z.string() }).meta({ description: 'The page that shows it.' }),
  }),
);

/** `GET /findings` */
export const findings: Question = question({
  name: 'findings',
  summary: 'What needs a look at the end of the range, worst first.',
  params: z.strictObject({ ...common, ...range, ...filters }),
  answer: answerOf('Findings', {
    ...listShape(finding),
    services: z.number().int().meta({ description: 'How many services were looked at.' }),
  }),
  async handle(context, params) {
    const { range, body } = await askFindings(context.source, await scopeOf(context, params), context.nowMs);
    return { range, body: { items: body.items, next: null, services: body.services } };
  },
});

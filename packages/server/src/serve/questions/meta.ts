import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { common } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf } from '../shapes.ts';

/** `GET /meta` */
export const meta: Question = question({
  name: 'meta',
  summary: 'The server itself: version, limits, features, what arrives.',
  params: z.strictObject({ ...common }),
  answer: answerOf('Meta', {
    version: z.string(),
    engine: z.string(),
    limits: z.strictObject({
      items: z.number().int().meta({ description: 'Most items in one list.' }),
      points: z.number().int().meta({ description: 'Most points in one series.' }),
      questions: z.number().int().meta({ description: 'Most questions in one POST /ask.' }),
      spans: z.number().int().meta({ description: 'Most spans in one trace.' }),
      queryMs: z.number().int().meta({ description: 'Longest run time of one question.' }),
    }),
    features: z.array(z.string()),
    receiving: z
      .strictObject({ spansPerSecond: z.number(), logRecordsPerSecond: z.number(), dataPointsPerSecond: z.number() })
      .meta({ description: 'What arrives, averaged over the last 10 seconds.' }),
    project: z.string(),
  }),
  handle(context, params) {
    const { spans, logRecords, dataPoints } = context.server.perSecond();
    return Promise.resolve({
      range: { fromMs: context.nowMs, toMs: context.nowMs },
      body: {
        version: context.server.version,
        engine: context.server.engine,
        limits: { ...LIMITS },
        features: ['traces', 'findings', 'ask', 'csv', 'explain'],
        receiving: { spansPerSecond: spans, logRecordsPerSecond: logRecords, dataPointsPerSecond: dataPoints },
        project: params.project,
      },
    });
  },
});

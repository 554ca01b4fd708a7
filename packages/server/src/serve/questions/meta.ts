import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { common } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, named } from '../shapes.ts';

const refused = named(
  'Refused',
  z.strictObject({
    signal: z.enum(['traces', 'logs', 'metrics']),
    reason: z.string().meta({ description: 'A few words.', examples: ['unknown key'] }),
    requests: z.number().int().meta({ description: 'Requests that were refused, or of which records were.' }),
    records: z.number().int().meta({ description: 'Records in them; 0 where the body was not read.' }),
    lastAtMs: epochMs,
  }),
);

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
      .meta({ description: 'What arrives of the project, averaged over the last 10 seconds.' }),
    received: z
      .strictObject({ spans: z.number().int(), logRecords: z.number().int(), dataPoints: z.number().int() })
      .meta({ description: 'Records of the project that were taken since the server started.' }),
    refused: z
      .array(refused)
      .meta({ description: 'What was not taken since the server started: of the project, and of unknown keys.' }),
    project: z.string(),
  }),
  handle(context, params) {
    const { spans, logRecords, dataPoints } = context.server.perSecond(params.project);
    return Promise.resolve({
      range: { fromMs: context.nowMs, toMs: context.nowMs },
      body: {
        version: context.server.version,
        engine: context.server.engine,
        limits: { ...LIMITS },
        features: ['traces', 'findings', 'ask', 'csv', 'explain'],
        receiving: { spansPerSecond: spans, logRecordsPerSecond: logRecords, dataPointsPerSecond: dataPoints },
        received: { ...context.server.received(params.project) },
        refused: context.server
          .refused(params.project)
          .map(({ signal, reason, requests, records, lastAtMs }) => ({ signal, reason, requests, records, lastAtMs })),
        project: params.project,
      },
    });
  },
});

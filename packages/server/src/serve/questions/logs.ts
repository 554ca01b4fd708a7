import { z } from 'zod';
import { askNewLogs } from '../../ask/logs/arriving.ts';
import { askLogContext } from '../../ask/logs/context.ts';
import { askLogFacets } from '../../ask/logs/facets.ts';
import { askLogHistogram } from '../../ask/logs/histogram.ts';
import { askLogs } from '../../ask/logs/lines.ts';
import { SEVERITIES } from '../../ask/logs/severity.ts';
import { arrivalsShape, arrivingRange, following, followingOf } from '../live/following.ts';
import { logsPageOf, logsScopeOf, nextLines } from '../logs-page.ts';
import { common, filters, paging, range, step } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { question, type Question } from '../question.ts';
import { stepOf } from '../scope-of.ts';
import { amount, answerOf, attributes, listShape, named, unixNano } from '../shapes.ts';

const q = z.string().max(1000).optional().meta({
  description:
    'What the line says, in its body or the name of its event: a word, a part with other signs (user=42), "a phrase"; -before rules out. All of them, in any order and case.',
});

/** Parameters that say which lines are meant. */
const logFilters = { ...common, ...range, ...filters, q };

/** A line as the API shows it. */
const logLine = named(
  'LogLine',
  z.strictObject({
    uid: z.string().meta({ description: 'log.record.uid, else the same as arrived.' }),
    arrived: z.string().meta({ description: 'Rises with the moment of arrival.' }),
    timeUnixNano: unixNano,
    severityNumber: z.number().int().meta({ description: '1 to 24; 0 where none was given.' }),
    severityText: z.string(),
    service: z.string(),
    body: z.string(),
    eventName: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    attributes,
    resource: attributes,
    scope: z.strictObject({ name: z.string(), version: z.string() }),
  }),
);

/** `GET /logs` */
export const logs: Question = question({
  name: 'logs',
  summary: 'Log lines that match, by time.',
  params: z.strictObject({
    ...logFilters,
    order: z.enum(['newest', 'oldest'], 'Write newest or oldest.').default('newest'),
    ...paging(100),
  }),
  answer: answerOf('Logs', listShape(logLine)),
  async handle(context, params) {
    const page = await logsPageOf(context, params);
    const { range, body } = await askLogs(context.source, page.scope, page.question);
    return { range, body: nextLines(page, body) };
  },
});

/** Lines that arrived since some line: what a live stream asks again and again. No route of its own. */
export const newLogs: Question = question({
  name: 'logs',
  summary: 'Log lines that arrived.',
  params: z.strictObject({ ...logFilters, ...following }),
  answer: answerOf('NewLogs', arrivalsShape(logLine)),
  async handle(context, params) {
    const [scope, search] = await logsScopeOf(context, params, arrivingRange(context, params));
    const { range, body } = await askNewLogs(context.source, scope, search, followingOf(params));
    return { range, body: { ...body } };
  },
});

const severityLine = named(
  'SeverityLine',
  z.strictObject({
    name: z.literal('logs'),
    labels: z.strictObject({ severity: z.enum(SEVERITIES) }),
    unit: z.literal('1'),
    points: z.array(z.tuple([z.number().int(), z.number().int()])),
  }),
);

/** About as many bars fit a page. */
const BARS = 120;

/** `GET /logs/histogram` */
export const logHistogram: Question = question({
  name: 'logs/histogram',
  summary: 'How many log lines match, over time and by severity.',
  params: z.strictObject({ ...logFilters, step }),
  answer: answerOf('LogHistogram', {
    stepMs: z.number().int().meta({ description: 'Distance of the points.' }),
    total: amount.meta({ description: 'Lines found.' }),
    series: z.array(severityLine).meta({ description: 'Severities that occur, worst first.' }),
  }),
  async handle(context, params) {
    const [scope, search] = await logsScopeOf(context, params);
    return askLogHistogram(context.source, scope, search, stepOf(scope.range, params.step, BARS));
  },
});

const facet = named(
  'LogFacet',
  z.strictObject({
    key: z.string(),
    exact: z.boolean().meta({ description: 'Whether every line was counted; otherwise scaled up from a sample.' }),
    values: z.array(z.strictObject({ value: z.string(), count: z.number().int() })),
  }),
);

/** `GET /logs/facets` */
export const logFacets: Question = question({
  name: 'logs/facets',
  summary:
    'How many of the matching log lines hold each service, severity, environment …, and each value of the commonest attributes.',
  params: z.strictObject(logFilters),
  answer: answerOf('LogFacets', {
    total: z.number().int().meta({ description: 'Lines found.' }),
    facets: z.array(facet),
  }),
  async handle(context, params) {
    const [scope, search] = await logsScopeOf(context, params);
    return askLogFacets(context.source, scope, search);
  },
});

const around = (what: string): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce
    .number('Write a whole number from 0 to 500.')
    .int('Write a whole number from 0 to 500.')
    .min(0, 'Write a whole number from 0 to 500.')
    .max(500, 'Write a whole number from 0 to 500.')
    .default(25)
    .meta({ description: what });

/** `GET /logs/context` */
export const logContext: Question = question({
  name: 'logs/context',
  summary: 'What the same instance of the same service logged before and after a line.',
  params: z.strictObject({
    ...common,
    uid: z.string().min(1, 'Give the uid of the line.').max(200).meta({ description: 'uid of the line.' }),
    timeUnixNano: z
      .string()
      .regex(/^\d{1,19}$/, 'Give the timeUnixNano of the line, nanoseconds since the epoch.')
      .meta({ description: 'timeUnixNano of the line.' }),
    before: around('Most lines before it.'),
    after: around('Most lines after it.'),
  }),
  answer: answerOf('LogContext', {
    items: z.array(logLine).meta({ description: 'Oldest first; at most a day around the line.' }),
    at: z.number().int().meta({ description: 'Which of the items the line is.' }),
    moreBefore: z.boolean(),
    moreAfter: z.boolean(),
  }),
  async handle(context, params) {
    const found = await askLogContext(context.source, params);
    if (found !== undefined) return found;
    throw new Problem(
      404,
      `There is no line ${params.uid} at ${params.timeUnixNano}: it has not arrived, or its time in the store is over.`,
    );
  },
});

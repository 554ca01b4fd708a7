import { z } from 'zod';
import { askReplay } from '../../ask/sessions/replay.ts';
import { seqBefore } from '../../ask/sessions/chunks.ts';
import { aroundSessions } from '../../ask/sessions/found.ts';
import { EVENT_KINDS } from '../../ask/sessions/events.ts';
import { askSessions } from '../../ask/sessions/list.ts';
import { askSession, rangeOfSession } from '../../ask/sessions/session.ts';
import { common, filters, paging, range, sessionId } from '../parameters.ts';
import { badField, Problem } from '../problem.ts';
import { question, type Question } from '../question.ts';
import { nextSessions, sessionsPageOf, withinOf } from '../sessions-page.ts';
import { answerOf, attributes, durationMs, listShape, named, unixNano } from '../shapes.ts';

const count = z.number().int().min(0);

const epochMs = z.number().meta({ description: 'Milliseconds since the Unix epoch, by the clock of the page.' });

const session = named(
  'SessionSummary',
  z
    .strictObject({
      sessionId: z.string(),
      startUnixNano: unixNano,
      endUnixNano: unixNano,
      durationMs: z.number().meta({ description: 'From its first event to its last.' }),
      service: z.string().meta({ description: 'Of its first event, as environment and release are.' }),
      environment: z.string(),
      release: z.string(),
      userId: z.string().meta({ description: 'user.id as it was told last; empty where nobody was.' }),
      anonymousId: z.string().meta({ description: 'enduser.pseudo.id' }),
      device: z.enum(['desktop', 'mobile', 'tablet']),
      browser: z.string().meta({ description: 'Name and major version: Chrome 156; empty where it cannot be told.' }),
      os: z.string().meta({ description: 'Name, with a version where browsers tell the true one: iOS 26.1, Windows.' }),
      entryPath: z.string().meta({ description: 'Path of its first page.' }),
      exitPath: z.string().meta({ description: 'Path of its last page.' }),
      pages: count.meta({ description: 'Page views, changes of route among them.' }),
      clicks: count,
      errors: count.meta({ description: 'Exceptions.' }),
      failedRequests: count,
      rageClicks: count,
      deadClicks: count,
      replays: count.meta({ description: 'Recordings: one a page load.' }),
      isSampled: z.boolean().meta({ description: 'Whether more than its start, its end and its errors was sent.' }),
    })
    .meta({ description: 'One visit, in whole: also what lies before and after the time that was asked for.' }),
);

/** `GET /sessions` */
export const sessions: Question = question({
  name: 'sessions',
  summary:
    'Sessions with an event in the range, each in whole, whenever it began and ended (what is further than a day from the range is left out). where= compares log records: one of the session must match all, none what != !~ !key? rule out.',
  params: z.strictObject({
    ...common,
    ...range,
    ...filters,
    has: z
      .enum(['error', 'replay', 'rage'], 'Write error, replay or rage.')
      .optional()
      .meta({ description: 'Only sessions with an error, with a recording, with a rage click.' }),
    user: z
      .string()
      .min(1, 'Give a user.id or an enduser.pseudo.id.')
      .max(1000)
      .optional()
      .meta({ description: 'Only sessions of this person: user.id or enduser.pseudo.id.' }),
    q: z.string().max(1000).optional().meta({
      description: 'Words that the session holds in its id, its person or the paths it went to, in any case.',
    }),
    sort: z
      .enum(['newest', 'longest', 'errors'], 'Write newest, longest or errors.')
      .default('newest')
      .meta({ description: 'Latest begun, longest, or most errors first.' }),
    ...paging(50),
  }),
  answer: answerOf('Sessions', listShape(session)),
  async handle(context, params) {
    const page = await sessionsPageOf(context, params);
    const { range: covered, body } = await askSessions(context.source, page.scope, page.question);
    return { range: covered, body: nextSessions(page, body) };
  },
});

const recording = named(
  'Recording',
  z.strictObject({
    replayId: z.string(),
    startMs: epochMs,
    endMs: epochMs,
    chunks: count,
    events: count,
    isComplete: z.boolean().meta({ description: 'Whether no chunk is missing before the last one that came.' }),
  }),
);

const event = named(
  'SessionEvent',
  z.strictObject({
    uid: z.string().meta({ description: 'log.record.uid, else what arrived; the span id of a request.' }),
    timeUnixNano: unixNano,
    kind: z.enum(EVENT_KINDS),
    title: z.string(),
    durationMs: durationMs.meta({ description: 'null for what took no time. Of a vital: its value, but for CLS.' }),
    severityNumber: z.number().int().meta({ description: '17 and above: failed.' }),
    service: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    attributes,
  }),
);

/** `GET /sessions/:id` */
export const oneSession: Question = question({
  name: 'sessions/:id',
  summary:
    'One session with its recordings and its events: log records that carry its id, and spans of requests that its pages sent. The answer covers the session; from and to are not looked at.',
  params: z.strictObject({ ...common, id: sessionId, ...range }),
  answer: answerOf('SessionDetail', {
    session,
    replays: z.array(recording).meta({ description: 'Oldest first.' }),
    events: z.array(event).meta({
      description:
        'Oldest first, at most 2 000. Values of attributes are cut after 2 000 characters; breadcrumbs are left out.',
    }),
    isTruncated: z.boolean().meta({ description: 'Whether later events were left out.' }),
  }),
  async handle(context, { project, id }) {
    return (await askSession(context.source, project, id, withinOf(id))) ?? notFound(id);
  },
});

const atMs = 'Write milliseconds since the epoch.';

const afterSeq = 'Write a whole number from 0 on: the next of the answer before.';

/** `GET /sessions/:id/replay` */
export const sessionReplay: Question = question({
  name: 'sessions/:id/replay',
  summary: 'A recording of a session, unpacked, in order, piece by piece: at most 8 MB of events an answer.',
  params: z.strictObject({
    ...common,
    id: sessionId,
    replay: z.string().min(1, 'Give the replayId of a recording.').max(200).meta({ description: 'Its replayId.' }),
    after: z.coerce
      .number(afterSeq)
      .int(afterSeq)
      .min(0, afterSeq)
      .max(2 ** 32 - 1, afterSeq)
      .optional()
      .meta({ description: '`next` of the answer before; the beginning without it.' }),
    at: z.coerce.number(atMs).min(0, atMs).optional().meta({
      description:
        'Instead of after: begins with what is needed to show this moment, the last full snapshot at or before it, else the first.',
    }),
    limit: z.coerce
      .number('Write a whole number from 1 to 500.')
      .int('Write a whole number from 1 to 500.')
      .min(1, 'Write a whole number from 1 to 500.')
      .max(500, 'Write a whole number from 1 to 500.')
      .default(100)
      .meta({ description: 'Most lists of events in one answer.' }),
    ...range,
  }),
  answer: answerOf('SessionReplay', {
    replayId: z.string(),
    items: z.array(
      z.strictObject({
        seq: z.number().int().meta({ description: 'Number of its chunk; of the first where it came in parts.' }),
        firstMs: epochMs,
        lastMs: epochMs,
        events: z
          .array(z.record(z.string(), z.unknown()))
          .meta({ description: 'eventWithTime of @rrweb/types, as the page sent them.' }),
      }),
    ),
    next: z.number().int().nullable().meta({ description: 'Give it as after; null when nothing more is there.' }),
    missing: z
      .array(z.number().int())
      .meta({ description: 'Chunks before the last of this answer that never came; the first 1 000.' }),
    broken: z
      .array(z.strictObject({ seq: z.number().int(), reason: z.string() }))
      .meta({ description: 'Chunks that cannot be read.' }),
  }),
  async handle(context, { project, id, replay: replayId, after, at, limit }) {
    if (at !== undefined && after !== undefined) throw badField('at', at, 'Give at or after, not both.');
    const covered = await rangeOfSession(context.source, project, id, withinOf(id));
    if (covered === undefined) return notFound(id);
    const place = { project, range: aroundSessions(covered) };
    const recording = { ...place, sessionId: id, replayId };
    const last = at === undefined ? (after ?? -1) : await seqBefore(context.source, recording, at);
    return { range: covered, body: await askReplay(context.source, recording, last, limit) };
  },
});

function notFound(id: string): never {
  throw new Problem(404, `There is no session ${id} here: it has not arrived, or its time in the store is over.`);
}

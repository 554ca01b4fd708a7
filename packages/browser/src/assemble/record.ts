import { ATTR_SESSION_ID, ATTR_URL_FULL, ATTR_URL_PATH } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { attempt } from '@sightglass/errors/browser/internal';
import { encodeLog } from '@sightglass/otlp';
import type { Attributes, LogRecord, Scope, SpanRecord } from '@sightglass/otlp';
import type { Queue } from '@sightglass/otlp/browser/internal';
import type { Page, Session } from '../capture.ts';
import type { PageOptions } from '../options.ts';
import { isSampled } from './sampling.ts';
import type { SessionState } from './session.ts';

/** Most records that wait for a session: until the person consents, or tabs have agreed on one. */
const MAX_WAITING = 10_000;

/** The one way of records to the client. */
export interface Recorder {
  readonly addLog: (scope: Scope, record: LogRecord, isAlways?: boolean, sessionId?: string) => void;
  readonly addRecord: Page['addRecord'];
  readonly sessionOf: (id: string) => Session;
  /** Lets go what waited for a session; undefined throws it away. */
  readonly release: (sessionId: string | undefined) => void;
}

/**
 * Makes the recorder.
 *
 * @param sessionNow the session of now, or none yet
 * @param knownNow user, page and what the program says of itself; undefined where nothing may be sent, now or later
 */
export function createRecorder(
  { beforeSend, sampleRatio = 1 }: PageOptions,
  { add: hand, countDropped }: Pick<Queue, 'add' | 'countDropped'>,
  now: () => number,
  sessionNow: () => SessionState | undefined,
  knownNow: () => Attributes | undefined,
): Recorder {
  const waiting: ((sessionId: string, onReady: () => void) => void)[] = [];
  let decided: Session | undefined;

  const sessionOf = (id: string): Session =>
    decided?.id === id ? decided : (decided = { id, isSampled: isSampled(id, sampleRatio), sampleRatio });
  const add = <Sent extends LogRecord | SpanRecord>(
    signal: 'logs' | 'traces',
    scope: Scope,
    record: Sent,
    encode: (record: Sent, session: Session) => string,
    isAlways?: boolean,
    id?: string,
  ): void => {
    // As things are now, though it may wait.
    const known = knownNow();
    if (!known) return;
    const send = (sessionId: string, onReady?: () => void): void => {
      const session = sessionOf(sessionId);
      if (!isAlways && !session.isSampled) return;
      const own = record.attributes;
      // The path of the page beside the address of something else would be a lie.
      const path = own?.[ATTR_URL_FULL] === undefined ? known[ATTR_URL_PATH] : undefined;
      const full = { ...record, attributes: { ...known, [ATTR_URL_PATH]: path, [ATTR_SESSION_ID]: sessionId, ...own } };
      const wanted = beforeSend ? attempt(() => beforeSend({ signal, scope: scope.name, record: full })) : full;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a program makes of a record is read as one, whatever it is
      const json = wanted ? encode(wanted as Sent, session) : undefined;
      onReady?.();
      if (json === undefined) countDropped(signal, 'before_send', 1);
      else hand(signal, scope, json);
    };
    if (id) return send(id);
    const session = sessionNow();
    if (session) {
      session.seen = now();
      return send(session.id);
    }
    if (waiting.push(send) <= MAX_WAITING) return;
    waiting.shift();
    countDropped(signal, 'queue_full', 1);
  };
  return {
    addLog: (scope, record, isAlways, id) =>
      add('logs', scope, { time: now(), ...record }, (log) => encodeLog(log, createUuidV7(Date.now())), isAlways, id),
    addRecord: add,
    sessionOf,
    release(sessionId) {
      // One by one, each gone only when it is ready: where Firefox stops what a page does as it is left, its next listener goes on here.
      for (let first; (first = waiting[0]);) {
        try {
          if (sessionId) first(sessionId, () => waiting.shift());
        } finally {
          // One that is not sampled, or that throws; what is stopped comes to no `finally`.
          if (first === waiting[0]) waiting.shift();
        }
      }
    },
  };
}

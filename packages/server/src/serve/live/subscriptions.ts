import { createHash } from 'node:crypto';
import { badField } from '../problem.ts';
import type { Question } from '../question.ts';
import { newLogs } from '../questions/logs.ts';
import { newTraces } from '../questions/traces.ts';
import type { FollowedList } from './followers.ts';

/** A list that one stream follows, under the name that its events carry. */
export interface Subscription extends FollowedList {
  readonly id: string;
}

/** Lists that can be followed, by their route. */
export const LIVE_QUESTIONS: ReadonlyMap<string, Question> = new Map([
  ['logs', newLogs],
  ['traces', newTraces],
]);

/** Most lists in one stream. */
const MOST = 8;

/** Parameters of a list that say nothing about what belongs to it. */
const OF_THE_PAGE = ['order', 'limit', 'cursor', 'explain'];
const OURS = ['since', 'resumes', 'most'];

const REMEDY = `Give sub=<id>:<list>, 1 to ${MOST} times, each with an id of its own: sub=a:logs%3Fq%3Dvoucher.`;

/**
 * Reads the parameters of a live stream.
 *
 * @param project the project of a list that names none.
 * @throws a 400 that names what is wrong.
 */
export function readSubscriptions(params: URLSearchParams, project: string): Subscription[] {
  for (const name of params.keys()) {
    if (name !== 'sub' && name !== 'lastEventId') {
      throw badField(
        name,
        params.get(name),
        'Leave it out: live takes sub and lastEventId; a list has its own filters.',
      );
    }
  }
  const subs = params.getAll('sub').map((text) => readSubscription(text, project));
  const isClear = new Set(subs.map(({ id }) => id)).size === subs.length;
  if (subs.length === 0 || subs.length > MOST || !isClear) throw badField('sub', params.getAll('sub'), REMEDY);
  return subs;
}

function readSubscription(text: string, project: string): Subscription {
  const [, id = '', path = '', query = ''] =
    /^([\w.-]{1,40}):(?:\/api\/v1\/|\/)?([a-z-]+)(?:\?(.*))?$/s.exec(text) ?? [];
  if (id === '') throw badField('sub', text, REMEDY);
  const question = LIVE_QUESTIONS.get(path);
  if (!question) throw badField('sub', text, `Follow one of ${[...LIVE_QUESTIONS.keys()].join(', ')}.`);
  const params = new URLSearchParams(query);
  for (const name of OURS) {
    if (params.has(name)) throw badField('sub', text, `Leave ${name} out of the list.`);
  }
  const names = [...new Set(params.keys())].filter((name) => !OF_THE_PAGE.includes(name)).sort();
  const given = new Map(names.map((name) => [name, params.getAll(name)]));
  return { id, question, given, key: JSON.stringify([path, project, ...given]) };
}

/** Where each list of a stream stands, as the id of an event: of one list its `Arrived`, of more each under the mark of its list. */
export function writePosition(positions: ReadonlyMap<Subscription, string>): string {
  const [only] = positions.values();
  if (positions.size === 1 && only !== undefined) return only;
  return [...positions].map(([sub, position]) => `${markOf(sub)}=${position}`).join('.');
}

/**
 * Where a list goes on after an event. A list that the stream did not hold begins anew.
 *
 * @throws a 400 when the id is none of ours.
 */
export function readPosition(id: string, sub: Subscription): string | undefined {
  if (/^\d{1,19}$/.test(id)) return id;
  const pairs = id.split('.').map((pair) => /^([\w-]{8})=(\d{1,19})$/.exec(pair));
  if (pairs.some((pair) => pair === null)) {
    throw badField('Last-Event-ID', id, 'Give the id of the last event, unchanged, or leave it out.');
  }
  return pairs.find((pair) => pair?.[1] === markOf(sub))?.[2];
}

function markOf({ key }: Subscription): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8);
}

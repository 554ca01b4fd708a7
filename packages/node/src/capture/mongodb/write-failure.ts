import { isRecord } from '../../is-record.ts';

/**
 * What went wrong with the first write of an answer that is none of failure itself: a duplicate key comes in an answer that is `ok`.
 * Undefined where nothing did.
 */
export function writeFailure(answer: unknown): unknown {
  const { writeErrors } = plainAnswer(answer);
  const [first] = Array.isArray(writeErrors) ? (writeErrors as unknown[]) : [];
  return isRecord(first) ? { name: 'MongoServerError', code: first['code'], message: first['errmsg'] } : undefined;
}

/** Answers are read from their bytes when they are asked for something: nearly none is asked for more than whether it has errors. */
function plainAnswer(answer: unknown): Record<string, unknown> {
  if (!isRecord(answer)) return {};
  const { has, toObject } = answer;
  if (typeof has !== 'function' || typeof toObject !== 'function') return answer;
  if (Reflect.apply(has, answer, ['writeErrors']) !== true) return {};
  const read: unknown = Reflect.apply(toObject, answer, []);
  return isRecord(read) ? read : {};
}

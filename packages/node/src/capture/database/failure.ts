import { ERROR_TYPE_VALUE_OTHER } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';

/** What a failed call tells. */
export interface Failure {
  /** `error.type`: the code that the database answered, else that of the network, else the name of the error. */
  readonly type: string;
  /** `db.response.status_code`; undefined where no database answered. */
  readonly code: string | undefined;
  readonly message: string;
}

/**
 * Reads an error of a driver. PostgreSQL answers with an SQLSTATE in `code`; MySQL with a number in `errno` beside `sqlState`; Redis
 * begins its message with a word in capitals; SQLite has its result code in `errcode`, or `SQLITE_…` in `code`; MongoDB a number in `code`.
 */
export function readFailure(error: unknown): Failure {
  if (!isRecord(error)) return { type: ERROR_TYPE_VALUE_OTHER, code: undefined, message: String(error) };
  const message = typeof error['message'] === 'string' ? error['message'] : '';
  const code = codeOf(error, message);
  const named = textOf(error['code']) ?? textOf(error['name']) ?? ERROR_TYPE_VALUE_OTHER;
  if (isOfMongoDb(error))
    return { type: code ?? named, code, message: maskQuoted(message.replaceAll(/\{[^]*\}/g, '{ ? }')) };
  return { type: code ?? named, code, message: holdsData(error, code) ? maskQuoted(message) : message };
}

function codeOf(error: Record<string, unknown>, message: string): string | undefined {
  const { code, errno, sqlState, errcode } = error;
  if (typeof sqlState === 'string' && typeof errno === 'number') return String(errno);
  if (typeof errcode === 'number') return String(errcode);
  if (typeof code === 'string' && (/^[\dA-Z]{5}$/.test(code) ? 'severity' in error : code.startsWith('SQLITE_')))
    return code;
  if (isOfMongoDb(error) && typeof code === 'number') return String(code);
  const isOfRedis = error['name'] === 'ReplyError' || error['name'] === 'SimpleError' || error['name'] === 'ErrorReply';
  return isOfRedis ? /^[A-Z]+(?= )/.exec(message)?.[0] : undefined;
}

/** Its messages quote documents and parts of them, whatever the error. */
const isOfMongoDb = ({ name }: Record<string, unknown>): boolean =>
  typeof name === 'string' && name.startsWith('Mongo');

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Whether the message may quote values: errors of data and of constraints (SQLSTATE classes 22 and 23), syntax errors, which quote the
 * statement, and what MySQL has no class for.
 */
function holdsData(error: Record<string, unknown>, code: string | undefined): boolean {
  const { sqlState } = error;
  const state = typeof sqlState === 'string' ? sqlState : code;
  return state !== undefined && /^(?:2[123]|42601|42000|HY000|SQLITE_)/.test(state);
}

function maskQuoted(message: string): string {
  return message.replaceAll(/'[^']*'|"[^"]*"/g, (quoted) => `${quoted.charAt(0)}?${quoted.charAt(0)}`);
}

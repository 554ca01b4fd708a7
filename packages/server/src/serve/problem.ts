import type { ServerErrorCode } from '../errors.ts';
import { keepFailureOf } from '../keep/failure.ts';
import { withoutKeys } from '../keep/key-text.ts';

/** One thing that is wrong with a request: the field, what it holds, and what to write instead. */
export interface FieldError {
  field: string;
  value: unknown;
  remedy: string;
}

/** An error answer, RFC 9457: `application/problem+json`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
}

/** The status codes that the API answers errors with. */
export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 409
  | 412
  | 413
  | 415
  | 422
  | 428
  | 429
  | 499
  | 500
  | 503
  | 504;

const TITLES: Readonly<Record<ProblemStatus, string>> = {
  400: 'The question cannot be read',
  401: 'A key is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not with this method',
  409: 'It contradicts what there is',
  412: 'Changed in the meantime',
  413: 'The question is too large',
  415: 'Not in this format',
  422: 'The question asks too much',
  428: 'A version is needed',
  429: 'Too often',
  499: 'Given up by the caller',
  500: 'The server failed',
  503: 'A database does not answer',
  504: 'Out of time',
};

/** An error that becomes a problem answer. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly status: ProblemStatus;
  readonly errors: readonly FieldError[];
  /** Seconds after which to try again. */
  readonly retryAfterS: number | undefined;

  constructor(status: ProblemStatus, detail: string, errors: readonly FieldError[] = [], retryAfterS?: number) {
    super(detail);
    this.status = status;
    this.errors = errors;
    this.retryAfterS = retryAfterS ?? (status === 503 ? 2 : undefined);
  }
}

/** A 400 about one field. */
export function badField(field: string, value: unknown, remedy: string): Problem {
  return new Problem(400, `${field} cannot be used: ${remedy}`, [{ field, value, remedy }]);
}

const STATUS_OF: Partial<Record<ServerErrorCode, ProblemStatus>> = {
  SIGHTGLASS_QUERY_TIMEOUT: 504,
  SIGHTGLASS_QUERY_ABORTED: 499,
  SIGHTGLASS_QUERY_LIMIT: 422,
  SIGHTGLASS_CLOSED: 503,
  SIGHTGLASS_OVERLOADED: 503,
  SIGHTGLASS_CLICKHOUSE_UNREACHABLE: 503,
  SIGHTGLASS_KEEP: 503,
  SIGHTGLASS_NOT_FOUND: 404,
  SIGHTGLASS_CONFLICT: 409,
  SIGHTGLASS_STALE: 412,
};

/**
 * Any error as a {@link Problem}. Nothing of an unexpected one is shown but that it happened: messages of the engine may quote SQL and data.
 *
 * @param asked what was asked, named in the answer when it ran out of time.
 */
export function problemOf(error: unknown, asked: string): Problem {
  if (error instanceof Problem) return error;
  const known = keepFailureOf(error);
  if (!known) return new Problem(500, `${asked} failed inside the server. Its log says why.`);
  const status = STATUS_OF[known.code] ?? 500;
  if (status === 500)
    return new Problem(500, `${asked} failed in the database (${known.code}). The log of the server says why.`);
  // Where that database stands is nothing for callers; /readyz says that it is away, the log of the server why.
  if (known.code === 'SIGHTGLASS_KEEP')
    return new Problem(503, 'Projects and keys cannot be looked up now. Try again.');
  const remedy = known.remedy === '' ? '' : ` To mend it: ${known.remedy}.`;
  return new Problem(status, `${asked}: ${known.message}.${remedy}`);
}

/** What is sent. A key that stood in the wrong place is not repeated. */
export function problemBody(problem: Problem): ProblemBody {
  const body: ProblemBody = {
    type: 'about:blank',
    title: TITLES[problem.status],
    status: problem.status,
    detail: withoutKeys(problem.message),
  };
  if (problem.errors.length === 0) return body;
  const errors = problem.errors.map(({ field, value, remedy }) => ({
    field: withoutKeys(field),
    value:
      typeof value === 'string'
        ? withoutKeys(value)
        : Array.isArray(value)
          ? value.map((one) => withoutKeys(String(one)))
          : value,
    remedy: withoutKeys(remedy),
  }));
  return { ...body, errors };
}

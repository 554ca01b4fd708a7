import { ServerError, type ServerErrorCode } from '../errors.ts';

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
export type ProblemStatus = 400 | 403 | 404 | 405 | 413 | 415 | 422 | 499 | 500 | 503 | 504;

const TITLES: Readonly<Record<ProblemStatus, string>> = {
  400: 'The question cannot be read',
  403: 'Not from here',
  404: 'Not found',
  405: 'Not with this method',
  413: 'The question is too large',
  415: 'Not in this format',
  422: 'The question asks too much',
  499: 'Given up by the caller',
  500: 'The server failed',
  503: 'The store does not answer',
  504: 'Out of time',
};

/** An error that becomes a problem answer. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly status: ProblemStatus;
  readonly errors: readonly FieldError[];

  constructor(status: ProblemStatus, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
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
};

/**
 * Any error as a {@link Problem}. Nothing of an unexpected one is shown but that it happened: messages of the engine may quote SQL and data.
 *
 * @param asked what was asked, named in the answer when it ran out of time.
 */
export function problemOf(error: unknown, asked: string): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof ServerError)) return new Problem(500, `${asked} failed inside the server. Its log says why.`);
  const status = STATUS_OF[error.code] ?? 500;
  if (status === 500)
    return new Problem(500, `${asked} failed in the database (${error.code}). The log of the server says why.`);
  const remedy = error.remedy === '' ? '' : ` To mend it: ${error.remedy}.`;
  return new Problem(status, `${asked}: ${error.message}.${remedy}`);
}

/** What is sent. */
export function problemBody(problem: Problem): ProblemBody {
  const body: ProblemBody = {
    type: 'about:blank',
    title: TITLES[problem.status],
    status: problem.status,
    detail: problem.message,
  };
  return problem.errors.length > 0 ? { ...body, errors: [...problem.errors] } : body;
}

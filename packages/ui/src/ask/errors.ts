/** What can go wrong with a question, told apart by what the reader can do about it. */

export interface FieldProblem {
  readonly field: string;
  readonly value?: unknown;
  readonly remedy?: string;
}

/** The server answered, and the answer is a problem (RFC 9457). */
export class AskError extends Error {
  override readonly name = 'AskError';
  readonly status: number;
  readonly title: string;
  readonly problems: readonly FieldProblem[];
  /** The server's own wish, from `Retry-After`. */
  readonly retryAfterMs: number | null;

  constructor(status: number, body: unknown, retryAfter: string | null = null) {
    const { title, detail, errors } = fieldsOf(body);
    super(typeof detail === 'string' && detail !== '' ? detail : `The server answered with status ${status}.`);
    this.status = status;
    this.title = typeof title === 'string' && title !== '' ? title : `Status ${status}`;
    this.problems = Array.isArray(errors) ? errors.map(problemOf).filter((problem) => problem !== null) : [];
    const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
    this.retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
  }

  /** Whether the same question may get an answer later. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function problemOf(given: unknown): FieldProblem | null {
  const { field, value, remedy } = fieldsOf(given);
  if (typeof field !== 'string') return null;
  return { field, value, ...(typeof remedy === 'string' && { remedy }) };
}

/** No answer at all: the server is stopped, restarting or out of reach. */
export class ServerAwayError extends Error {
  override readonly name = 'ServerAwayError';

  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
  }
}

/**
 * Questions to the server. Those of one tick travel as one `POST /api/v1/ask`, because over HTTP/1.1 a browser has six
 * connections to a server, for all its tabs together; answers come back as lines, each as soon as it is ready.
 */
import { AskError, ServerAwayError } from './errors.ts';
import { readLines } from './lines.ts';
import { problemOfResponse } from './response-problem.ts';

export type ParamValue = string | readonly string[];
/** Path parts and query parameters of a question; an empty value is left out. */
export type Params = Readonly<Record<string, ParamValue>>;

/** Parameters as they are sent. An empty value is no parameter, so that equal questions look equal. */
export function withoutEmpty(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value.length > 0));
}

/** Asks one question. Rejects with `AskError`, `ServerAwayError` or, when aborted, the signal's reason. */
export type Ask = <Answer>(name: string, params: Params, signal?: AbortSignal) => Promise<Answer>;

export interface AskOptions {
  readonly fetch?: typeof fetch;
  /** @defaultValue '/api/v1/ask' */
  readonly url?: string;
}

/** The server refuses more questions at once. */
const MOST_AT_ONCE = 24;

interface Waiting {
  readonly name: string;
  readonly params: Params;
  readonly signal: AbortSignal | undefined;
  // Methods, because each question knows its own type of answer, and the list of them does not.
  resolve(body: unknown): void;
  reject(reason: unknown): void;
}

interface AnswerLine {
  readonly id: string;
  readonly status: number;
  readonly body: unknown;
}

export function createAsk({ fetch: send = fetch, url = '/api/v1/ask' }: AskOptions = {}): Ask {
  let waiting: Waiting[] = [];

  function flush(): void {
    const batch = waiting.filter(({ signal }) => signal?.aborted !== true);
    waiting = [];
    for (let at = 0; at < batch.length; at += MOST_AT_ONCE)
      void askTogether(batch.slice(at, at + MOST_AT_ONCE), send, url);
  }

  return <Answer>(name: string, params: Params, signal?: AbortSignal) =>
    new Promise<Answer>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (waiting.length === 0) setTimeout(flush, 0);
      waiting.push({ name, params: withoutEmpty(params), signal, resolve, reject });
    });
}

async function askTogether(batch: readonly Waiting[], send: typeof fetch, url: string): Promise<void> {
  const open = new Map(batch.map((question, at) => [String(at), question]));
  const closing = new AbortController();
  // The connection is shared: it is closed, and the server stops working, when nobody waits for any of its answers.
  for (const [id, { signal }] of open) {
    signal?.addEventListener('abort', () => {
      open.delete(id);
      if (open.size === 0) closing.abort();
    });
  }
  try {
    const questions = batch.map(({ name, params }, at) => ({ id: String(at), ask: name, params }));
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ questions }),
      signal: closing.signal,
    });
    if (!response.ok) throw await problemOfResponse(response);
    for await (const line of readLines(response)) {
      const answer: AnswerLine = JSON.parse(line);
      settle(answer, open);
    }
    if (open.size > 0) throw new TypeError('The answer ended early.');
  } catch (error) {
    const reason = error instanceof AskError ? error : new ServerAwayError(error);
    for (const question of open.values()) question.reject(reason);
  }
}

function settle({ id, status, body }: AnswerLine, open: Map<string, Waiting>): void {
  const question = open.get(id);
  if (question === undefined) return;
  open.delete(id);
  if (status >= 200 && status < 300) question.resolve(body);
  else question.reject(new AskError(status, body));
}

/** Changes on the server: one request each, in the order in which somebody asks for them. */
import { AskError, ServerAwayError } from './errors.ts';
import { problemOfResponse } from './response-problem.ts';

export interface Change {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The route below `/api/v1/`, its parts escaped. */
  readonly path: string;
  readonly body?: object;
  /** The version that is changed: somebody else's change in between is a 412. */
  readonly version?: number;
}

/**
 * Sends one change.
 *
 * @returns what the server says about it; `undefined` where it says nothing.
 * @throws `AskError` when it was refused, `ServerAwayError` when there was no answer: it may have happened or not.
 */
export async function sendChange(send: typeof fetch, change: Change): Promise<unknown> {
  const { method, path, body, version } = change;
  try {
    const response = await send(`/api/v1/${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(version !== undefined && { 'if-match': `"${version}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await problemOfResponse(response);
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    throw error instanceof AskError ? error : new ServerAwayError(error);
  }
}

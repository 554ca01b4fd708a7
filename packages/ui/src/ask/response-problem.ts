import { AskError, ServerAwayError } from './errors.ts';

/** What a response that is not `ok` says, in the server's own words where they are its own. */
export async function problemOfResponse(response: Response): Promise<AskError | ServerAwayError> {
  const text = await response.text();
  try {
    return new AskError(response.status, JSON.parse(text), response.headers.get('retry-after'));
  } catch {
    // Not the server's own words: a proxy in between, or something else that listens on this port.
    return response.status >= 502 && response.status <= 504
      ? new ServerAwayError(new Error(`status ${response.status}`))
      : new AskError(response.status, null, response.headers.get('retry-after'));
  }
}

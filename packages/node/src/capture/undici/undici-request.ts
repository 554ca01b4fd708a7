import { isRecord } from '../../is-record.ts';

/** What undici publishes of a request, in Node's own `fetch` and in the package alike. */
export interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn; one text in undici below 7. */
  headers: unknown;
  /** Missing where somebody else's copy of undici is older than 5.12. */
  readonly addHeader?: (name: string, value: string) => unknown;
}

export interface UndiciResponse {
  readonly statusCode: number;
  /** Names and values in turn, as bytes. */
  readonly headers: readonly unknown[];
}

export function isUndiciRequest(value: unknown): value is UndiciRequest {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['method'] === 'string';
}

export function isUndiciResponse(value: unknown): value is UndiciResponse {
  return isRecord(value) && typeof value['statusCode'] === 'number' && Array.isArray(value['headers']);
}

/** What a header may hold without a closer look. */
const PLAIN = /^[\t -~]*$/;

/** Adds a header to a request that is about to be sent, in place of one of that name. @param name in lower case, of letters */
export function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request;
  if (Array.isArray(headers)) removeHeader(headers, name);
  // What `addHeader` does in the end, once it has looked at name and value in its own way.
  if (Array.isArray(headers) && PLAIN.test(value)) headers.push(name, value);
  else if (typeof request.addHeader === 'function') request.addHeader(name, value);
  else if (typeof headers === 'string') request.headers = `${headers}${name}: ${value}\r\n`;
}

function removeHeader(headers: unknown[], name: string): void {
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    const given = headers[at];
    const text = typeof given === 'string' ? given : String(given);
    if (text.length === name.length && text.toLowerCase() === name) headers.splice(at, 2);
  }
}

/** All values of the headers with these names in lower case. */
export function headersNamed(names: readonly string[], headers: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, value: unknown): void => {
    if (!names.includes(name)) return;
    const values = found.get(name) ?? [];
    values.push(...(Array.isArray(value) ? value.map(String) : [String(value)]));
    found.set(name, values);
  };
  if (Array.isArray(headers)) {
    for (let at = 0; at + 1 < headers.length; at += 2) add(String(headers[at]).toLowerCase(), headers[at + 1]);
  } else if (typeof headers === 'string') {
    for (const line of headers.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) add(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
  }
  return found;
}

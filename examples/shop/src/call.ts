export interface CallOptions {
  method?: string;
  body?: object;
  /** Longest wait for the whole answer, in milliseconds. @defaultValue 5000 */
  timeoutMs?: number;
}

/** What another service of the shop answered; `body` is as that service's routes describe it. */
export interface Answer<T> {
  status: number;
  body: T;
}

/** Another service answered 5xx, nothing, or too late. `status` is what we answer because of it. */
export class UpstreamError extends Error {
  readonly service: string;
  readonly status: 502 | 504;

  constructor(service: string, status: 502 | 504, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UpstreamError';
    this.service = service;
    this.status = status;
  }
}

/**
 * Calls another service with JSON. Answers below 500 come back whatever they are; everything else throws an
 * {@link UpstreamError}: 504 when the other side, or one behind it, ran out of time, 502 otherwise.
 */
export async function callJson<T>(service: string, url: string, options: CallOptions = {}): Promise<Answer<T>> {
  const { method = 'GET', body, timeoutMs = 5000 } = options;
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const payload = body === undefined ? null : JSON.stringify(body);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method, headers, body: payload, signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    const message = late ? `${service} did not answer within ${timeoutMs} ms` : `${service} could not be reached`;
    throw new UpstreamError(service, late ? 504 : 502, message, { cause });
  }
  if (response.status >= 500) {
    throw new UpstreamError(service, response.status === 504 ? 504 : 502, `${service} answered ${response.status}`);
  }
  const parsed: T = JSON.parse(text);
  return { status: response.status, body: parsed };
}

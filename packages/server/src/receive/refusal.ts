import { ServerError, systemCodeOf } from '../errors.ts';
import { DecodeError } from './decode/wire.ts';

/** How refusals are counted that give no reason of their own. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'body that cannot be read',
  404: 'unknown address',
  405: 'wrong method',
  413: 'body too large',
  415: 'unknown format',
  426: 'gRPC without HTTP/2',
  503: 'told to come again',
};

/** What a refusal says besides its sentence. */
export interface RefusalDetails {
  /** Headers of HTTP beside those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A few words for the counters. */
  readonly reason?: string;
  /** Seconds after which the same may be sent again; none where that would not help. */
  readonly retryAfterS?: number;
}

/** A request that is answered with a status and nothing else. The status is one of HTTP; over gRPC it has a code of its own. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly retryAfterS: number | undefined;

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.retryAfterS = details.retryAfterS;
    const again = this.retryAfterS === undefined ? {} : { 'Retry-After': String(this.retryAfterS) };
    this.headers = { ...details.headers, ...again };
    this.reason = details.reason ?? REASONS[status] ?? 'failure of the server';
  }
}

/** The sender went away before its body was whole: there is nobody to answer. */
export class GoneError extends Error {
  override readonly name: string = 'GoneError';
}

/** A 503 with the seconds after which to try again: what makes senders keep their data. */
export function comeAgain(why: string, seconds: number): Refusal {
  return new Refusal(503, `${why}; send again in ${seconds} s`, { retryAfterS: seconds });
}

/**
 * What a failure is for the sender.
 *
 * @throws {@link GoneError} when the sender is not there any more.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof DecodeError) return new Refusal(400, error.message);
  // Nothing was kept, and it may be kept later: 503 is what makes senders try again, a 500 would make them throw the data away.
  if (error instanceof ServerError) {
    // Where the database of keys stands is nothing for senders.
    return comeAgain(error.code === 'SIGHTGLASS_KEEP' ? 'keys cannot be looked up now' : error.message, 5);
  }
  if (error instanceof GoneError) throw error;
  if (systemCodeOf(error) === 'ECONNRESET') throw new GoneError('the sender has gone', { cause: error });
  return new Refusal(500, 'the server failed to take this body');
}

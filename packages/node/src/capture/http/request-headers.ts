/** What the server's capture needs of a request's headers. */
export interface RequestHeaders {
  host: string | undefined;
  userAgent: string | undefined;
  forwarded: string | undefined;
  forwardedFor: string | undefined;
  forwardedHost: string | undefined;
  forwardedProto: string | undefined;
  contentLength: string | undefined;
  /** Whether one of the headers that carry a trace or baggage is there. */
  isPropagated: boolean;
  hasBody: boolean;
}

const FIELDS = {
  host: 'host',
  'user-agent': 'userAgent',
  forwarded: 'forwarded',
  'x-forwarded-for': 'forwardedFor',
  'x-forwarded-host': 'forwardedHost',
  'x-forwarded-proto': 'forwardedProto',
  'content-length': 'contentLength',
} as const;
type Field = keyof typeof FIELDS;

const TRANSFER_ENCODING = 'transfer-encoding';

/**
 * Makes a reader of `rawHeaders`. It walks over the names once and tells most apart by their length alone, so that a header
 * of no use costs a few nanoseconds; `request.headers` makes a key and a text of each, which a program that does not read
 * it need not pay for.
 *
 * @param carriers names in lower case that the propagator reads
 */
export function createHeaderReader(carriers: readonly string[]): (raw: readonly string[]) => RequestHeaders {
  const propagating = new Set(carriers);
  const names = [...Object.keys(FIELDS), TRANSFER_ENCODING, ...carriers];
  // Bit n: there is a name of that length. Longer than 31 counts as 31.
  const lengths = names.reduce((bits, { length }) => bits | (1 << Math.min(length, 31)), 0);
  return (raw) => {
    const found: RequestHeaders = {
      host: undefined,
      userAgent: undefined,
      forwarded: undefined,
      forwardedFor: undefined,
      forwardedHost: undefined,
      forwardedProto: undefined,
      contentLength: undefined,
      isPropagated: false,
      hasBody: false,
    };
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const given = raw[at] ?? '';
      if (((lengths >>> Math.min(given.length, 31)) & 1) === 0) continue;
      const name = given.toLowerCase();
      if (isField(name)) found[FIELDS[name]] ??= raw[at + 1];
      else if (name === TRANSFER_ENCODING) found.hasBody = true;
      if (propagating.has(name)) found.isPropagated = true;
    }
    found.hasBody ||= found.contentLength !== undefined && found.contentLength !== '0';
    return found;
  };
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name);
}

import type { Reply } from '@sightglass/otlp/internal';

/** What became of one attempt to send. */
export type Outcome =
  /** Taken, but for so many of the records. */
  | { readonly kind: 'delivered'; readonly rejected: number; readonly why: string }
  /** The receiver said no, and would say no again. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  /** Worth another attempt, at the earliest after `afterMs` if the receiver named a time. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly afterMs?: number | undefined };

// Retryable by the OTLP specification, "Failures": https://opentelemetry.io/docs/specs/otlp/#failures-1
const RETRYABLE = new Set([429, 502, 503, 504]);
const MAX_RETRY_AFTER_MS = 60_000;

/** Reads an answer as OTLP over HTTP means it. */
export function outcomeOf({ status, retryAfter, body }: Reply): Outcome {
  if (status >= 200 && status <= 299) return { kind: 'delivered', ...partialSuccess(body) };
  if (!RETRYABLE.has(status)) return { kind: 'refused', status, why: `HTTP ${status}${said(body)}` };
  return { kind: 'unavailable', why: `HTTP ${status}`, afterMs: waitOf(retryAfter) };
}

/** `Retry-After` holds seconds or a date: RFC 9110, section 10.2.3. */
function waitOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}

/** The first words of an answer that is text, for a person to read. */
function said(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 200)).toString();
  return /^[\P{C}\s]+$/u.test(text) ? `: ${text.trim()}` : '';
}

/**
 * The `partial_success` of an answer: field 1 of each `Export…ServiceResponse`, whose own field 1 is the number of rejected records, and field
 * 2 the message. https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
function partialSuccess(body: Uint8Array): { rejected: number; why: string } {
  if (body[0] === 0x7b) return partialSuccessInJson(Buffer.from(body).toString());
  const partial = fieldsOf(body).get(1);
  const fields = partial instanceof Uint8Array ? fieldsOf(partial) : undefined;
  const [rejected, why] = [fields?.get(1), fields?.get(2)];
  return {
    rejected: typeof rejected === 'number' ? rejected : 0,
    why: why instanceof Uint8Array ? Buffer.from(why).toString() : '',
  };
}

function partialSuccessInJson(text: string): { rejected: number; why: string } {
  const rejected = Number(/"rejected\w+"\s*:\s*"?(\d+)/.exec(text)?.[1] ?? 0);
  return { rejected, why: rejected > 0 ? text.slice(0, 200) : '' };
}

/** Varints and length-delimited fields of a protobuf message, by number; what cannot be read ends it. */
function fieldsOf(bytes: Uint8Array): Map<number, number | Uint8Array> {
  const fields = new Map<number, number | Uint8Array>();
  let pos = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; pos < bytes.length; scale *= 128) {
      const byte = bytes[pos++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (pos < bytes.length) {
    const tag = varint();
    const kind = tag & 7;
    if (kind === 0) fields.set(tag >>> 3, varint());
    else if (kind === 2) {
      const length = varint();
      fields.set(tag >>> 3, bytes.subarray(pos, pos + length));
      pos += length;
    } else break;
  }
  return fields;
}

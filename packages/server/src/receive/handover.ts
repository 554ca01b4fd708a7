import type { Destination } from './gather.ts';
import { Refusal } from './refusal.ts';

/** A UUID of version 7: it holds the time at which it was made. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a sender says of a body in its address: which one it is, and what its clock shows. */
export type Handover = Pick<Destination, 'batch' | 'sentAtMs'>;

const NOTHING: Handover = Object.freeze({});

/**
 * Reads the parameters `batch` and `sent_at` of an address; others are left alone.
 *
 * @throws {@link Refusal} 400 that names the parameter, its value and what it should be.
 */
export function readHandover(url: string | undefined): Handover {
  const query = url?.indexOf('?') ?? -1;
  if (url === undefined || query === -1) return NOTHING;
  const parameters = new URLSearchParams(url.slice(query));
  const batch = parameters.get('batch')?.toLowerCase();
  const sentAt = parameters.get('sent_at');
  if (batch !== undefined && !UUID_V7.test(batch)) {
    throw badParameter('batch', batch, 'make a UUIDv7 when the batch is made, and send the same one at each attempt');
  }
  // Longer than this would be no time that anybody lives in, and soon no exact number.
  if (sentAt !== null && !/^\d{1,15}$/.test(sentAt)) {
    throw badParameter('sent_at', sentAt, 'send the milliseconds since 1970 on your clock, as in Date.now()');
  }
  return {
    ...(batch === undefined ? {} : { batch }),
    ...(sentAt === null ? {} : { sentAtMs: Number(sentAt) }),
  };
}

function badParameter(name: string, value: string, remedy: string): Refusal {
  const message = `the parameter ${name} cannot be ${JSON.stringify(value.slice(0, 60))}; ${remedy}`;
  return new Refusal(400, message, { reason: 'parameter that cannot be read' });
}

import type { KeyOwner, Ring } from '../keep/keyring.ts';
import { keyInHeaders } from '../keep/key-text.ts';
import { isListed } from '../keep/origins.ts';
import { DEFAULT_PROJECT } from '../keep/principal.ts';
import type { Incoming } from '../listen/exchange.ts';
import type { Destination } from './gather.ts';
import { readHandover } from './handover.ts';
import { Refusal } from './refusal.ts';

/** Who sends, as far as the request says. */
export interface Sender {
  /** The owner of the key; `undefined` for none, or one that is not known. */
  readonly owner: KeyOwner | undefined;
  /** Whose data it would be; '' when no key says so. */
  readonly project: string;
  /** Whether the page that sends may hear the answer (CORS). */
  readonly isHeard: boolean;
  /**
   * Where the data goes.
   *
   * @throws {@link Refusal} 401 or 403, which says why it goes nowhere; 400 for a parameter that cannot be read.
   */
  destination(): Destination;
}

/** The parts of a request that say who sends it. */
type Request = Pick<Incoming, 'url' | 'method' | 'headers'>;

/** Reads who sends. Without any key in the server, everybody may, into the one project. */
export function senderOf(ring: Ring, request: Request): Sender {
  const isPaused = (project: string): boolean => ring.projects.get(project) === 'paused';
  if (!ring.needsKey) {
    const project = DEFAULT_PROJECT;
    const destination = (): Destination => ({ project, isPaused: isPaused(project), ...readHandover(request.url) });
    return { owner: undefined, project, isHeard: true, destination };
  }
  const { origin } = request.headers;
  const shown = keyOf(request);
  const owner = shown === undefined ? undefined : ring.find(shown.key);
  const isPreflight = request.method === 'OPTIONS' && shown === undefined;
  return {
    owner,
    project: owner?.project ?? '',
    // A preflight does not carry the headers of what it announces: then it is enough that some key is for that page.
    isHeard:
      origin !== undefined && (isPreflight ? isSomeones(ring, origin) : owner !== undefined && maySend(owner, origin)),
    destination() {
      if (shown === undefined) throw unauthenticated('no key', 'this server asks for a key', KEY_GOES);
      checkKey(owner, shown.isInAddress);
      checkOrigin(owner, origin);
      return { project: owner.project, isPaused: isPaused(owner.project), ...readHandover(request.url) };
    },
  };
}

const KEY_GOES =
  'send it as header x-sightglass-key or authorization: Bearer, as in OTEL_EXPORTER_OTLP_HEADERS=x-sightglass-key=sg_ingest_…';

/** The key of a request; the address of a page's request may hold one too, because a beacon has no headers. */
function keyOf({ url = '', headers }: Request): { key: string; isInAddress: boolean } | undefined {
  const own = headers['x-sightglass-key'];
  const key = keyInHeaders(headers.authorization, typeof own === 'string' ? own : undefined);
  if (key !== undefined) return { key, isInAddress: false };
  const query = url.indexOf('?');
  const inAddress = query === -1 ? null : new URLSearchParams(url.slice(query)).get('key');
  return inAddress === null ? undefined : { key: inAddress, isInAddress: true };
}

function checkKey(owner: KeyOwner | undefined, isInAddress: boolean): asserts owner is KeyOwner {
  if (!owner)
    throw unauthenticated(
      'unknown key',
      'this key is not known here',
      'see that it is whole, and a key of this server',
    );
  if (owner.revokedAtMs !== null) {
    const when = new Date(owner.revokedAtMs).toISOString();
    throw unauthenticated('revoked key', `this key was revoked at ${when}`, 'send with another one');
  }
  if (owner.kind === 'read' || owner.kind === 'admin') {
    throw forbidden('key that may not send', `a key of kind ${owner.kind} may not send`, 'use an ingest key');
  }
  if (isInAddress && owner.kind !== 'browser') {
    throw forbidden('key in an address', 'an address is no place for a secret key', KEY_GOES);
  }
}

function checkOrigin(owner: KeyOwner, origin: string | undefined): void {
  if (owner.kind === 'ingest') {
    if (origin === undefined) return;
    throw forbidden(
      'secret key in a page',
      'an ingest key is secret, a page shows it to everybody',
      'make a browser key for this page',
    );
  }
  if (origin === undefined) {
    throw forbidden('no origin', 'a browser key is for pages, this request says no Origin', 'send with an ingest key');
  }
  if (isListed(origin, owner.origins)) return;
  throw forbidden(
    'foreign origin',
    `this key is not for pages of ${origin.slice(0, 200)}`,
    'make a key for that origin',
  );
}

function maySend({ kind, origins, revokedAtMs }: KeyOwner, origin: string): boolean {
  return kind === 'browser' && revokedAtMs === null && isListed(origin, origins);
}

function isSomeones(ring: Ring, origin: string): boolean {
  return [...ring.byId.values()].some((owner) => maySend(owner, origin));
}

function unauthenticated(reason: string, what: string, remedy: string): Refusal {
  return new Refusal(401, `${what}; ${remedy}`, { headers: { 'WWW-Authenticate': 'Bearer' }, reason });
}

function forbidden(reason: string, what: string, remedy: string): Refusal {
  return new Refusal(403, `${what}; ${remedy}`, { reason });
}

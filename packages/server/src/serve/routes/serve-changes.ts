import { badInput } from '../bad-input.ts';
import { keyOf, sessionOf } from '../caller.ts';
import { BASE, givenOf, jsonOf, type App, type Call } from '../http.ts';
import { badField, Problem } from '../problem.ts';
import { authorizedOf, rawOf } from '../run.ts';
import { nothing, type Change, type ChangeContext, type Visitor } from './change.ts';

/** Adds the routes that change something. */
export function addChanges(
  app: App,
  changes: readonly Change[],
  { keep, backUp }: Pick<ChangeContext, 'keep' | 'backUp'>,
  publicUrl: string | undefined,
): void {
  for (const change of changes) {
    app.on(change.method, `${BASE}/${change.name}`, async (call) => {
      checkOrigin(call.req.raw.headers);
      const principal = call.get('principal');
      const params = authorizedOf(principal, change, rawOf(change, givenOf(call)));
      const version = change.isVersioned ? versionOf(call.req.header('if-match')) : 0;
      const body = change.body === nothing ? {} : objectOf(await jsonOf(call));
      const readied = change.ready(params, body);
      if (!readied.ok) {
        const [schema, raw] = readied.of === 'params' ? [change.params, params] : [change.body, body];
        throw badInput(`${change.method} ${change.name}`, schema, raw, readied.issues);
      }
      const visitor = visitorOf(call, publicUrl);
      const changed = await readied.apply({ keep, backUp, principal, version, visitor });
      const headers = { ...changed.headers };
      return change.status === 204 ? call.body(null, 204, headers) : call.json(changed.body, change.status, headers);
    });
  }
}

/**
 * What a cookie allows must not be asked for by a page of somebody else. An Origin, where there is one, has been checked already, and
 * every browser sends one with a change; a program shows its key itself.
 */
function checkOrigin(headers: Headers): void {
  const isOfBrowser = headers.has('sec-fetch-site') || sessionOf(headers) !== undefined;
  if (headers.has('origin') || keyOf(headers) !== undefined || !isOfBrowser) return;
  throw new Problem(403, 'A change by a signed-in page must say its Origin. From a program, send a key instead.');
}

function versionOf(header: string | undefined): number {
  if (header === undefined) {
    throw new Problem(428, 'Send If-Match with the version that you read, as in If-Match: "3".');
  }
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw badField('If-Match', header, 'Write the version in quotes, as in "3".');
  return Number(version);
}

function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new Problem(400, 'Send a JSON object as body.');
}

function visitorOf(call: Call, publicUrl: string | undefined): Visitor {
  const { headers } = call.req.raw;
  const peer = call.env.incoming?.socket.remoteAddress ?? '';
  // Behind a proxy of this machine everybody has its address; the last one that it notes is where the request came from.
  const noted = publicUrl === undefined ? undefined : headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  const isOurs = call.req.url.startsWith('https:') || publicUrl?.startsWith('https:') === true;
  const isTls = isOurs || headers.get('x-forwarded-proto') === 'https';
  return { address: noted ?? peer, isSecure: isTls, session: sessionOf(headers) };
}

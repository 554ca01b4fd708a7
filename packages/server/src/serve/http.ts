import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Principal } from '../keep/principal.ts';
import { Problem, problemBody } from './problem.ts';

/** What is known of a request before its route runs. */
export interface Known {
  Variables: { principal: Principal };
  /** Absent where the handler is called without a server. */
  Bindings: Partial<HttpBindings>;
}

/** The web handler. */
export type App = Hono<Known>;

/** A request to it. */
export type Call = Context<Known>;

/** Where the API begins. */
export const BASE = '/api/v1';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The JSON body of a request.
 *
 * @throws a 415 for another content type, a 413 for a body that is too large, a 400 for what is not JSON.
 */
export async function jsonOf(call: Call): Promise<unknown> {
  const type = call.req.header('content-type') ?? '';
  // Anything else could be sent by a form of a foreign page.
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem(415, `Send application/json, not ${JSON.stringify(type)}.`);
  }
  const text = await textOf(call.req.raw);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** By its announced length nothing of it is read; without one, no more than may be. */
async function textOf({ headers, body }: Request): Promise<string> {
  const tooLarge = new Problem(413, `A body may have ${MAX_BODY_BYTES} bytes.`);
  if (Number(headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Parameters of path and query, each with its values. */
export function givenOf(call: Call): Map<string, string[]> {
  const given = new Map(Object.entries(call.req.queries()));
  for (const [name, value] of Object.entries(call.req.param())) {
    given.set(name, [value, ...(given.get(name) ?? [])]);
  }
  return given;
}

/** An error as an answer. */
export function problemResponse(problem: Problem): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (problem.retryAfterS !== undefined) headers['retry-after'] = String(problem.retryAfterS);
  // The rest of a body that is too large is not read: nothing more can be asked on this connection.
  if (problem.status === 413) headers['connection'] = 'close';
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(problemBody(problem)), { status: problem.status, headers });
}

/** A 405 that says which methods there are. */
export function onlyWith(methods: string): Response {
  const response = problemResponse(new Problem(405, `This address answers ${methods} only.`));
  response.headers.set('allow', methods);
  return response;
}

import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
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

/** Refuses a body that is too large, before it is read. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new Problem(413, `A body may have ${MAX_BODY_BYTES} bytes.`);
  },
});

/**
 * The JSON body of a request.
 *
 * @throws a 415 for another content type, a 400 for what is not JSON.
 */
export async function jsonOf(call: Call): Promise<unknown> {
  const type = call.req.header('content-type') ?? '';
  // Anything else could be sent by a form of a foreign page.
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem(415, `Send application/json, not ${JSON.stringify(type)}.`);
  }
  try {
    return await call.req.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
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
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(problemBody(problem)), { status: problem.status, headers });
}

/** A 405 that says which methods there are. */
export function onlyWith(methods: string): Response {
  const response = problemResponse(new Problem(405, `This address answers ${methods} only.`));
  response.headers.set('allow', methods);
  return response;
}

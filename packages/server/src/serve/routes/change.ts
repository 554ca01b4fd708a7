import { z } from 'zod';
import type { Keep } from '../../keep/keep.ts';
import type { Principal } from '../../keep/principal.ts';
import type { Who } from '../authority.ts';

/** What a change is made with. */
export interface ChangeContext {
  readonly keep: Keep;
  /** Who changes it. That they may has been decided before. */
  readonly principal: Principal;
  /** The version that `If-Match` names; always there where the route needs one. */
  readonly version: number;
  readonly visitor: Visitor;
  readonly backUp: BackUp;
}

/** Makes a backup; says how it is called and where it lies. */
export type BackUp = () => Promise<{ name: string; path: string }>;

/** What a sign-in needs to know of the connection. */
export interface Visitor {
  /** Where the request came from. */
  readonly address: string;
  /** Whether browsers reach the server over TLS. */
  readonly isSecure: boolean;
  /** What the cookie of the pages holds. */
  readonly session: string | undefined;
}

/** What a change answers. */
export interface Changed<A extends object> {
  readonly body: A;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A change whose parameters and body have been read. */
export type ReadiedChange =
  | { readonly ok: true; readonly apply: (context: ChangeContext) => Promise<Changed<object>> }
  | { readonly ok: false; readonly of: 'params' | 'body'; readonly issues: readonly z.core.$ZodIssue[] };

/** A route of the API that changes something. */
export interface Change {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The route below `/api/v1/`: `projects/:project`. */
  readonly name: string;
  readonly summary: string;
  readonly who: Who;
  readonly params: z.ZodObject;
  /** What is sent; {@link nothing} where nothing is. */
  readonly body: z.ZodObject;
  /** What is answered; {@link nothing} where nothing is. */
  readonly answer: z.ZodType;
  /** 201 where something new is made, 204 where nothing is answered. */
  readonly status: 200 | 201 | 204;
  /** Whether `If-Match` must name the version that was read before. */
  readonly isVersioned: boolean;
  /** Reads parameters and body by their schemas. */
  readonly ready: (params: Readonly<Record<string, unknown>>, body: unknown) => ReadiedChange;
}

/** Body or answer of a change that has none. */
export const nothing: z.ZodObject = z.strictObject({});

function isNothing(schema: z.ZodType): boolean {
  return schema === nothing;
}

interface Definition<P extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType<object>> {
  method: Change['method'];
  name: string;
  summary: string;
  /** Who may change it. @defaultValue 'admin' */
  who?: Who;
  params: P;
  body: B;
  answer: A;
  /** @defaultValue 200, or 204 without an answer */
  status?: 201;
  /** @defaultValue false */
  isVersioned?: true;
  handle: (context: ChangeContext, params: z.output<P>, body: z.output<B>) => Promise<Changed<z.output<A>>>;
}

/** Declares a change; its handler is checked against the schemas by the compiler. */
export function change<P extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType<object>>(
  definition: Definition<P, B, A>,
): Change {
  const { who = 'admin', isVersioned = false, handle, ...rest } = definition;
  const { params, body, answer } = rest;
  return {
    ...rest,
    who,
    isVersioned,
    status: definition.status ?? (isNothing(answer) ? 204 : 200),
    ready(rawParams, rawBody) {
      const read = params.safeParse(rawParams);
      if (!read.success) return { ok: false, of: 'params', issues: read.error.issues };
      const sent = body.safeParse(rawBody);
      if (!sent.success) return { ok: false, of: 'body', issues: sent.error.issues };
      return { ok: true, apply: (context) => handle(context, read.data, sent.data) };
    },
  };
}

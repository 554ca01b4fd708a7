import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badField } from './problem.ts';

/**
 * Where a list goes on. A cursor carries the range that the first page resolved, so that all pages of `-1h` look at the same hour,
 * and a mark of the question, so that it is not used for another one.
 */
const content = z.tuple([
  z.string(),
  z.int().min(0),
  z.int().min(0),
  z.union([
    z.int().min(0),
    z.tuple([z.string().regex(/^\d{1,19}$/), z.string().regex(/^\d{1,19}$/), z.string().max(64)]),
  ]),
]);

/** What a cursor holds. `place` is the number of items before the page, or the sort value, start and id of the last trace. */
export interface Cursor {
  fromMs: number;
  toMs: number;
  place: number | [string, string, string];
}

/** Parameters that choose what a page shows but not which list it is part of. */
const OF_THE_PAGE = new Set(['cursor', 'limit', 'from', 'to', 'explain']);

/** A mark of the list that a question asks for, whatever the page. */
export function markOf(name: string, params: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(params)
    .filter(([key, value]) => !OF_THE_PAGE.has(key) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([name, kept]))
    .digest('base64url')
    .slice(0, 12);
}

/** Writes a cursor. */
export function writeCursor(mark: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([mark, cursor.fromMs, cursor.toMs, cursor.place])).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @throws a 400 when it is not one of ours, or belongs to another question.
 */
export function readCursor(text: string, mark: string): Cursor {
  const parsed = content.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success || parsed.data[1] >= parsed.data[2]) {
    throw badField('cursor', text, 'Give the `next` of the answer before, unchanged.');
  }
  if (parsed.data[0] !== mark) {
    throw badField('cursor', text, 'It belongs to another question: leave it out, or ask what you asked before.');
  }
  const [, fromMs, toMs, place] = parsed.data;
  return { fromMs, toMs, place };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

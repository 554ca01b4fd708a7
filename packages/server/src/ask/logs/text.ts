/**
 * `q=` of the logs: what a line must say. A plain word is meant as a whole word; a word with other signs in it (`user=42`, `/cart`) may stand
 * anywhere; a phrase in quotes stands as written, with whole words at its ends; `-` before any of them rules it out. Upper and lower case
 * are the same. It is looked for in the body and in the name of the event.
 */
import type { Scope } from '../scope.ts';
import { bounded } from '../bounds.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';

/** One thing that a line must say, or must not. */
export interface TextTerm {
  /** `word`: a whole one; `part`: anywhere; `phrase`: with whole words at its ends. */
  readonly kind: 'word' | 'part' | 'phrase';
  readonly text: string;
  readonly isUnwanted: boolean;
}

/** What counts as part of a word: as the engine's tokenizer `splitByNonAlpha` has it, everything beyond ASCII too. */
const WORD = /^[0-9A-Za-z\u0080-\u{10FFFF}]+$/u;
const WORDS = /[0-9A-Za-z\u0080-\u{10FFFF}]+/gu;
/** The same as RE2 says it, negated. */
const NO_WORD = String.raw`[^0-9A-Za-z\x{80}-\x{10FFFF}]`;

/** Reads a search text. Nothing is an error: a quote that is not closed is a sign like any other. */
export function parseText(q: string): TextTerm[] {
  return [...q.matchAll(/(-?)"((?:[^"\\]|\\.)*)"|(\S+)/gs)].flatMap(([, minus, quoted, bare = '']) => {
    const isUnwanted = quoted === undefined ? /^-./.test(bare) : minus === '-';
    const text = quoted?.replaceAll(/\\(.)/gs, '$1') ?? (isUnwanted ? bare.slice(1) : bare);
    return text.trim() === '' ? [] : [{ kind: kindOf(text.trim()), text: text.trim(), isUnwanted }];
  });
}

function kindOf(text: string): TextTerm['kind'] {
  if (/\s/.test(text)) return 'phrase';
  return WORD.test(text) ? 'word' : 'part';
}

/** What the lines must say, as SQL conditions. Asks first which names of events say it: there are few, and mostly none. */
export async function textSql(
  source: Source,
  bind: Binder,
  scope: Scope,
  terms: readonly TextTerm[],
): Promise<string[]> {
  const names = terms.length === 0 ? [] : await namesThatSay(source, scope, terms);
  return terms.map((term, i) => {
    const inName = names.filter(({ says }) => says[i] === 1).map(({ name }) => bind('String', name));
    const inBody = saysSql(bind, term, 'Body');
    const anywhere = inName.length === 0 ? inBody : `${inBody} OR EventName IN (${inName.join(', ')})`;
    return term.isUnwanted ? `NOT (${anywhere})` : anywhere;
  });
}

interface NameRow {
  name: string;
  says: number[];
}

async function namesThatSay(source: Source, scope: Scope, terms: readonly TextTerm[]): Promise<NameRow[]> {
  const bind = createBinder();
  const says = terms.map((term) => `toUInt8(${saysSql(bind, term, 'name')})`);
  const { rows } = await source.query<NameRow>(
    `SELECT name, [${says.join(', ')}] AS says FROM (
      SELECT DISTINCT toString(EventName) AS name ${bounded(source, bind, 'otel_logs', scope, ["EventName != ''"])}
    ) WHERE has(says, 1)`,
    bind.values,
  );
  return rows;
}

/** Whether a column of text says it. Where the column is `Body`, whole words come from its index, and what remains is compared. */
function saysSql(bind: Binder, { kind, text }: TextTerm, column: string): string {
  const whole = wholeWordsOf(text, kind);
  const words = whole.length === 0 ? [] : [`hasAllTokens(lower(${column}), [${boundWords(bind, whole)}])`];
  if (kind === 'word') {
    // The index knows no upper and lower case beyond ASCII.
    return words[0] ?? `hasAllTokens(lowerUTF8(${column}), [${boundWords(bind, [text])}])`;
  }
  const needle = bind('String', kind === 'phrase' ? phrasePattern(text) : text);
  const compared =
    kind === 'phrase' ? `match(${column}, ${needle})` : `positionCaseInsensitiveUTF8(${column}, ${needle}) > 0`;
  return [...words, compared].join(' AND ');
}

function boundWords(bind: Binder, words: readonly string[]): string {
  return words.map((word) => bind('String', word.toLowerCase())).join(', ');
}

/** The words that a text which says it must hold as whole ones, as far as the index knows them. */
function wholeWordsOf(text: string, kind: TextTerm['kind']): string[] {
  const found = [...text.matchAll(WORDS)].filter(({ 0: word, index }) => {
    // The first and the last word of a part may go on beyond it.
    return kind !== 'part' || (index > 0 && index + word.length < text.length);
  });
  return found.map(([word]) => word).filter((word) => !hasCaseBeyondAscii(word));
}

function hasCaseBeyondAscii(word: string): boolean {
  const beyond = word.replaceAll(/[0-9A-Za-z]/g, '');
  return beyond.toLowerCase() !== beyond.toUpperCase();
}

function phrasePattern(text: string): string {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const before = /^[0-9A-Za-z\u0080-\u{10FFFF}]/u.test(text) ? `(?:^|${NO_WORD})` : '';
  const after = /[0-9A-Za-z\u0080-\u{10FFFF}]$/u.test(text) ? `(?:$|${NO_WORD})` : '';
  return `(?i)${before}${escaped}${after}`;
}

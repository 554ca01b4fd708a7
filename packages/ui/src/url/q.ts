/**
 * `q`, the one small language of search on all pages:
 * words, `-word`, `"a phrase"`, `key:a,b`, `-key:value`, `key:*`, `key~"regex"`, `key>500ms`.
 * Each term with a key becomes one `where=` of the API, words become its `q=`.
 */

const OPERATORS = [':', '~', '>', '>=', '<', '<='] as const;
export type Operator = (typeof OPERATORS)[number];

export interface KeyTerm {
  readonly kind: 'key';
  readonly not: boolean;
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}
export interface WordTerm {
  readonly kind: 'word';
  readonly not: boolean;
  readonly text: string;
}
export type Term = KeyTerm | WordTerm;

const KEY = /^(-?)([A-Za-z_][\w.\-/]*)(:|~|>=|<=|>|<)/;
const QUOTED = /^"((?:[^"\\]|\\.)*)"/;
const BARE_VALUE = /^[^\s,"]+[^\s,]*/;

/** Reads a search. Nothing is an error: what is not a term with a key is a word. */
export function parseQ(q: string): Term[] {
  const terms: Term[] = [];
  let rest = q.trimStart();
  while (rest !== '') {
    const { term, length } = readKeyTerm(rest) ?? readWord(rest);
    if (term !== null) terms.push(term);
    rest = rest.slice(length).trimStart();
  }
  return terms;
}

function readKeyTerm(text: string): { term: Term; length: number } | null {
  const head = KEY.exec(text);
  if (head === null) return null;
  const values: string[] = [];
  let at = head[0].length;
  for (;;) {
    const value = readValue(text.slice(at));
    if (value === null) break;
    values.push(value.text);
    at += value.length;
    if (text[at] !== ',') break;
    at += 1;
  }
  if (values.length === 0) return null;
  const [, minus, key = ''] = head;
  const operator = OPERATORS.find((known) => known === head[3]) ?? ':';
  return { term: { kind: 'key', not: minus === '-', key, operator, values }, length: at };
}

function readValue(text: string): { text: string; length: number } | null {
  const quoted = QUOTED.exec(text);
  if (quoted !== null) return { text: unescape(quoted[1] ?? ''), length: quoted[0].length };
  const bare = BARE_VALUE.exec(text);
  return bare === null ? null : { text: bare[0], length: bare[0].length };
}

function readWord(text: string): { term: Term | null; length: number } {
  const not = /^-[^\s-]/.test(text);
  const body = not ? text.slice(1) : text;
  const quoted = QUOTED.exec(body);
  const raw = quoted?.[0] ?? /^\S+/.exec(body)?.[0] ?? body;
  const word = quoted === null ? raw : unescape(quoted[1] ?? '');
  return { term: word === '' ? null : { kind: 'word', not, text: word }, length: raw.length + (not ? 1 : 0) };
}

const unescape = (text: string): string => text.replaceAll(/\\(.)/g, '$1');

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** The text that `parseQ` reads as this term. */
function formatTerm(term: Term): string {
  const minus = term.not ? '-' : '';
  if (term.kind === 'key') return minus + term.key + term.operator + term.values.map(formatValue).join(',');
  const isPlain = /^[^\s"]+$/.test(term.text) && !KEY.test(term.text) && !term.text.startsWith('-');
  return minus + (isPlain ? term.text : quote(term.text));
}

function formatValue(value: string): string {
  // A value that begins with = would make one operator of > and its sign.
  return /^[^\s,"=][^\s,"]*$/.test(value) ? value : quote(value);
}

export function formatQ(terms: readonly Term[]): string {
  return terms.map(formatTerm).join(' ');
}

/** Short names of this language for what the API calls by its semantic convention. */
const ALIASES: Record<string, string> = {
  service: 'resource.service.name',
  env: 'resource.deployment.environment.name',
  release: 'resource.service.version',
};

/** A key of this language as the API knows it. */
export function keyInApi(key: string): string {
  return ALIASES[key] ?? key;
}

/** A search as parameters of the API: each key term one `where`, the words together one `q`. */
export function paramsOfQ(q: string): { where: string[]; q: string } {
  const terms = parseQ(q);
  return {
    where: terms.flatMap((term) => {
      if (term.kind === 'key') return [whereOf(term)];
      return isPlainWord(term) ? [] : [whereOfPhrase(term)];
    }),
    q: terms.flatMap((term) => (term.kind === 'word' && isPlainWord(term) ? [term.text] : [])).join(' '),
  };
}

/** A search of log lines. Their API reads words, phrases and what is unwanted by itself, in the form of this language. */
export function paramsOfLogQ(q: string): { where: string[]; q: string } {
  const terms = parseQ(q);
  return {
    where: terms.flatMap((term) => (term.kind === 'key' ? [whereOf(term)] : [])),
    q: formatQ(terms.filter(({ kind }) => kind === 'word')),
  };
}

/** The API's `q` is words that must all be there: what is unwanted, or holds a space, is asked of the span's name. */
function isPlainWord(term: WordTerm): boolean {
  return !term.not && !/\s/.test(term.text);
}

function whereOfPhrase({ not, text }: WordTerm): string {
  const pattern = `(?i)${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`;
  return `name${not ? '!~' : '=~'}${apiValue(pattern)}`;
}

function whereOf({ not, key, operator, values }: KeyTerm): string {
  const name = keyInApi(key);
  if (operator === ':' && values.length === 1 && values[0] === '*') return not ? `!${name}?` : `${name}?`;
  const sign = {
    ':': not ? '!=' : '=',
    '~': not ? '!~' : '=~',
    '>': not ? '<=' : '>',
    '>=': not ? '<' : '>=',
    '<': not ? '>=' : '<',
    '<=': not ? '>' : '<=',
  };
  return name + sign[operator] + values.map(apiValue).join(',');
}

/** A value that holds a comma or could be read as something else is written as a JSON string (API conventions). */
function apiValue(value: string): string {
  return value === '' || value.includes(',') || /^[~"]/.test(value) || value.trim() !== value
    ? JSON.stringify(value)
    : value;
}

/** Whether a key can stand in this language; others of somebody's data cannot be searched for. */
export function isSearchable(key: string): boolean {
  return KEY.exec(`${key}:`)?.[2] === key;
}

/** `q` with one value of a key added, or taken out when it is there: what a click on a facet does. */
export function toggleValue(q: string, key: string, value: string, not = false): string {
  const terms = parseQ(q);
  const at = terms.findIndex((term) => isValueTerm(term, key, not));
  const found = terms[at];
  if (found?.kind !== 'key') return formatQ([...terms, { kind: 'key', not, key, operator: ':', values: [value] }]);
  const values = found.values.includes(value)
    ? found.values.filter((other) => other !== value)
    : [...found.values, value];
  return formatQ(values.length === 0 ? terms.toSpliced(at, 1) : terms.with(at, { ...found, values }));
}

/** The values that `q` asks for by `key:`, or leaves out by `-key:`. */
export function valuesOf(q: string, key: string, not = false): readonly string[] {
  const term = parseQ(q).find((term) => isValueTerm(term, key, not));
  return term?.kind === 'key' ? term.values : [];
}

function isValueTerm(term: Term, key: string, not: boolean): boolean {
  return term.kind === 'key' && term.key === key && term.operator === ':' && term.not === not;
}

/** The words and phrases that `q` asks for: what is marked in what was found. */
export function wordsOfQ(q: string): string[] {
  return parseQ(q).flatMap((term) => (term.kind === 'word' && !term.not ? [term.text.toLowerCase()] : []));
}

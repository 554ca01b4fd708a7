/**
 * The `where=` language of the API: `key<op>value[,value…]` with `= != =~ !~ >= <= > <`, read at the first operator
 * character, and `key?` / `!key?` for existence. Several values mean any of them; a value that holds `,` or starts with
 * `~` or `"` is written as a JSON string. Reading only: `conditions.ts` says what a condition means in the tables.
 */

/** How a condition compares. */
export type Operator = '=' | '!=' | '=~' | '!~' | '>=' | '<=' | '>' | '<';

/** One `where=`, read. */
export interface Condition {
  readonly key: string;
  readonly op: Operator | 'exists' | 'absent';
  /** Any of these; none for existence. */
  readonly values: readonly string[];
}

/** A `where=` that cannot be read or means nothing, with what to write instead. */
export class WhereError extends Error {
  override readonly name: string = 'WhereError';
  /** What to write instead. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const MAX_LENGTH = 4096;
const MAX_VALUES = 100;
const OPERATORS: readonly Operator[] = ['>=', '<=', '!=', '=~', '!~', '=', '>', '<'];

/**
 * Reads one `where=`.
 *
 * @throws {@link WhereError} with the remedy when the text does not follow the language.
 */
export function parseWhere(text: string): Condition {
  if (text.length > MAX_LENGTH) {
    throw new WhereError(`longer than ${MAX_LENGTH} characters`, 'Ask for fewer values at once.');
  }
  const existence = readExistence(text);
  if (existence) return existence;
  const at = text.search(/[=!<>]/);
  const op = at < 1 ? undefined : OPERATORS.find((candidate) => text.startsWith(candidate, at));
  if (op === undefined) {
    throw new WhereError('no key followed by an operator', 'Write key=value, key>number, key=~pattern, key? or !key?.');
  }
  return { key: checkedKey(text.slice(0, at)), op, values: readValues(text.slice(at + op.length)) };
}

/** What a negated condition rules out (`!=`, `!~`, `!key?`); `undefined` for one that is not negated. */
export function ruledOutBy({ key, op, values }: Condition): Condition | undefined {
  if (op === '!=') return { key, op: '=', values };
  if (op === '!~') return { key, op: '=~', values };
  return op === 'absent' ? { key, op: 'exists', values } : undefined;
}

function readExistence(text: string): Condition | undefined {
  const match = /^(!?)([^=<>!]*)\?$/s.exec(text);
  if (!match) return undefined;
  return { key: checkedKey(match[2] ?? ''), op: match[1] === '!' ? 'absent' : 'exists', values: [] };
}

function checkedKey(key: string): string {
  if (key === '' || key.trim() !== key) {
    throw new WhereError(`"${key}" is not a key`, 'Write the attribute key without spaces around it.');
  }
  return key;
}

function readValues(text: string): string[] {
  const values: string[] = [];
  let at = 0;
  for (;;) {
    const [value, end] = text[at] === '"' ? readJsonString(text, at) : readPlain(text, at);
    values.push(value);
    if (values.length > MAX_VALUES) throw new WhereError(`more than ${MAX_VALUES} values`, 'Ask for fewer values.');
    if (end === text.length) return values;
    at = end + 1;
  }
}

function readPlain(text: string, at: number): [string, number] {
  const comma = text.indexOf(',', at);
  const end = comma < 0 ? text.length : comma;
  const value = text.slice(at, end);
  if (value.startsWith('~')) {
    throw new WhereError(`the value ${value} starts with ~`, `Write it as a JSON string: ${JSON.stringify(value)}.`);
  }
  return [value, end];
}

function readJsonString(text: string, at: number): [string, number] {
  const remedy = 'A value that starts with " is a JSON string: close it with " and escape \\ and " inside.';
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  const after = end + 1;
  if (end >= text.length || (after < text.length && text[after] !== ',')) {
    throw new WhereError(`the value ${text.slice(at)} is not a JSON string`, remedy);
  }
  try {
    return [String(JSON.parse(text.slice(at, after))), after];
  } catch {
    throw new WhereError(`the value ${text.slice(at, after)} is not a JSON string`, remedy);
  }
}

// Reads SQL as far as its words, names and literals go, in one pass. Lexical rules:
// https://www.postgresql.org/docs/15/sql-syntax-lexical.html, https://dev.mysql.com/doc/refman/8.4/en/literals.html
import { createSummary } from './sql-summary.ts';

/** In `mysql` double quotes hold texts, backslashes escape in them, and `#` begins a comment. */
export type SqlDialect = 'standard' | 'mysql';

/** What may be told of a statement. */
export interface SqlText {
  /** The statement with `?` for every literal: texts, numbers, dollar quotes. Names and parameters stay, comments go. */
  readonly text: string;
  /** `db.query.summary`: operations and the tables they work on, `SELECT orders customers`; '' where nothing could be read. */
  readonly summary: string;
}

/** Longest statement that is looked at, in characters; what follows is cut. */
const MAX_CHARS = 16 * 1024;

const QUOTE = 39;
const DOUBLE_QUOTE = 34;
const BACKTICK = 96;
const BACKSLASH = 92;
const DASH = 45;
const SLASH = 47;
const STAR = 42;
const HASH = 35;
const DOLLAR = 36;
const DOT = 46;

/** Reads a statement anew; {@link createSqlReader} remembers. Takes no longer than the statement is long, whatever it holds. */
export function readSql(statement: string, dialect: SqlDialect): SqlText {
  const sql = statement.length > MAX_CHARS ? statement.slice(0, MAX_CHARS) : statement;
  const isMySql = dialect === 'mysql';
  const summary = createSummary();
  let text = '';
  /** From here on nothing is in `text` yet. */
  let kept = 0;
  let at = 0;

  const replace = (from: number, to: number, by: string): void => {
    text += sql.slice(kept, from) + by;
    kept = at = to;
  };

  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (code === QUOTE || (code === DOUBLE_QUOTE && isMySql)) {
      replace(at, endOfQuoted(sql, at, isMySql), '?');
      summary.literal();
    } else if (code === DOUBLE_QUOTE || code === BACKTICK) {
      const end = endOfQuoted(sql, at, false);
      summary.name(sql.slice(at + 1, end - 1));
      at = end;
    } else if (isWordStart(code)) {
      const end = endOfWord(sql, at + 1);
      // A letter right before a text belongs to it: E'…' has escapes, X'…' and B'…' are numbers, N'…' is a text.
      if (end === at + 1 && sql.charCodeAt(end) === QUOTE && /[ebxn]/i.test(sql.charAt(at))) {
        replace(at, endOfQuoted(sql, end, isMySql || /e/i.test(sql.charAt(at))), '?');
        summary.literal();
      } else {
        summary.word(sql.slice(at, end));
        at = end;
      }
    } else if (isDigit(code)) {
      replace(at, endOfNumber(sql, at), '?');
      summary.literal();
    } else if (code === DOLLAR) {
      const end = isMySql ? 0 : endOfDollarText(sql, at);
      if (end > 0) replace(at, end, '?');
      else at = endOfWord(sql, at + 1);
      summary.literal();
    } else if (code === DASH && sql.charCodeAt(at + 1) === DASH && (!isMySql || isSpaceOrEnd(sql, at + 2))) {
      replace(at, endOfLine(sql, at), '');
    } else if (code === HASH && isMySql) {
      replace(at, endOfLine(sql, at), '');
    } else if (code === SLASH && sql.charCodeAt(at + 1) === STAR) {
      replace(at, endOfComment(sql, at, !isMySql), '');
    } else {
      if (code > 32) summary.sign(code);
      at += 1;
    }
  }
  text += sql.slice(kept);
  return { text: text.trim(), summary: summary.toString() };
}

function endOfQuoted(sql: string, start: number, hasEscapes: boolean): number {
  const quote = sql.charCodeAt(start);
  for (let at = start + 1; at < sql.length; at += 1) {
    const code = sql.charCodeAt(at);
    if (code === BACKSLASH && hasEscapes) at += 1;
    else if (code === quote) {
      if (sql.charCodeAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** Behind `$tag$ … $tag$`; 0 where none begins. An unfinished one ends with the statement. */
function endOfDollarText(sql: string, start: number): number {
  let open = start + 1;
  if (isDigit(sql.charCodeAt(open))) return 0;
  while (open < sql.length && isWordPart(sql.charCodeAt(open)) && sql.charCodeAt(open) !== DOLLAR) open += 1;
  if (sql.charCodeAt(open) !== DOLLAR) return 0;
  const tag = sql.slice(start, open + 1);
  const close = sql.indexOf(tag, open + 1);
  return close < 0 ? sql.length : close + tag.length;
}

function endOfNumber(sql: string, start: number): number {
  let at = start + 1;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    const before = sql.charCodeAt(at - 1) | 32;
    const isExponent = (code === DASH || code === 43) && before === 101 && isDigit(sql.charCodeAt(at + 1));
    if (!isWordPart(code) && code !== DOT && !isExponent) break;
    at += 1;
  }
  return at;
}

function endOfWord(sql: string, start: number): number {
  let at = start;
  while (at < sql.length && isWordPart(sql.charCodeAt(at))) at += 1;
  return at;
}

function endOfLine(sql: string, start: number): number {
  const end = sql.indexOf('\n', start);
  return end < 0 ? sql.length : end;
}

function endOfComment(sql: string, start: number, areNested: boolean): number {
  let depth = 1;
  for (let at = start + 2; at < sql.length; at += 1) {
    const code = sql.charCodeAt(at);
    if (code === STAR && sql.charCodeAt(at + 1) === SLASH) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    } else if (areNested && code === SLASH && sql.charCodeAt(at + 1) === STAR) {
      depth += 1;
      at += 1;
    }
  }
  return sql.length;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === DOLLAR;

const isSpaceOrEnd = (sql: string, at: number): boolean => at >= sql.length || sql.charCodeAt(at) <= 32;

/** Most statements in each of the two generations. */
const MAX_KEPT = 500;
/** Longer ones are read each time: they are rare, and keeping them costs. */
const MAX_KEPT_CHARS = 2048;

/** Makes what reads statements and remembers those that come again: some 1000 of them, the ones used last. */
export function createSqlReader(dialect: SqlDialect): (statement: string) => SqlText {
  let young = new Map<string, SqlText>();
  let old = new Map<string, SqlText>();
  return (statement) => {
    let read = young.get(statement);
    if (read !== undefined) return read;
    read = old.get(statement) ?? readSql(statement, dialect);
    if (statement.length > MAX_KEPT_CHARS) return read;
    if (young.size >= MAX_KEPT) {
      old = young;
      young = new Map();
    }
    young.set(statement, read);
    return read;
  };
}

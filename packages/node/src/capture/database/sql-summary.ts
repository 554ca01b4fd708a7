// The summary of a query as the conventions for databases describe it: operations and what they work on, in their order.
// https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query

/** Fed with the pieces of a statement, in their order. */
export interface Summary {
  word(word: string): void;
  /** A quoted name, without its quotes. */
  name(name: string): void;
  literal(): void;
  /** Any other character but white space. */
  sign(code: number): void;
  toString(): string;
}

/** Longest summary, in characters, as the conventions have it. */
const MAX_CHARS = 255;
/** Deeper parentheses are read as if they were this deep. */
const MAX_DEPTH = 32;

const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const DOT = 46;
const SEMICOLON = 59;

/** Begin a query of their own also in the middle of a statement. */
const QUERIES: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE']);
/** Say what a definition defines: they stay in the summary, and the name comes behind them. */
const OBJECTS: ReadonlySet<string> = new Set(
  'DATABASE EXTENSION FUNCTION INDEX POLICY PROCEDURE ROLE SCHEMA SEQUENCE TABLE TRIGGER TYPE USER VIEW'.split(' '),
);
const DEFINITIONS: ReadonlySet<string> = new Set(['ALTER', 'CREATE', 'DROP', 'TRUNCATE']);
/** Between an operation and the name of what it works on. */
const FILLERS: ReadonlySet<string> = new Set(['CONCURRENTLY', 'EXISTS', 'IF', 'IGNORE', 'LATERAL', 'NOT', 'ONLY']);
/** `FOR UPDATE`, `ON DELETE`, `DO UPDATE`, `FOR NO KEY UPDATE`: no operations. */
const BEFORE_NO_QUERY: ReadonlySet<string> = new Set('AFTER BEFORE DO FOR KEY OF ON OR'.split(' '));
/** Behind them a comma no longer leads to a table. */
const ENDS_OF_TABLES: ReadonlySet<string> = new Set(
  'GROUP HAVING LIMIT ON ORDER SET UNION USING VALUES WHERE'.split(' '),
);
/** The name comes with them, not behind a word. */
const NAMED_AT_ONCE: ReadonlySet<string> = new Set(['CALL', 'TRUNCATE', 'UPDATE']);

export function createSummary(): Summary {
  let summary = '';
  let before = '';
  let isFirst = true;
  let isDefinition = false;
  let isNameNext = false;
  /** The piece before was what is worked on: behind a dot its name goes on. */
  let wasTarget = false;
  let isNameOpen = false;
  let depth = 0;
  /** Of each depth: is a query there, and are we in its list of tables? */
  const hasQuery = [false];
  const isInTables = [false];

  const add = (piece: string, separator = ' '): void => {
    const longer = summary === '' ? piece : `${summary}${separator}${piece}`;
    if (longer.length <= MAX_CHARS) summary = longer;
  };
  const target = (name: string): void => {
    add(name, isNameOpen ? '.' : ' ');
    isNameNext = isNameOpen = false;
    wasTarget = true;
  };
  const begin = (operation: string): void => {
    add(operation);
    hasQuery[depth] = QUERIES.has(operation) || operation === 'REPLACE';
    isInTables[depth] = false;
    isNameNext = NAMED_AT_ONCE.has(operation);
    isDefinition = DEFINITIONS.has(operation);
  };
  const read = (written: string, upper: string): void => {
    if (isNameOpen) target(written);
    else if (isFirst ? upper !== 'WITH' : QUERIES.has(upper) && !BEFORE_NO_QUERY.has(before)) begin(upper);
    else if (isDefinition && OBJECTS.has(upper)) {
      add(upper);
      isDefinition = false;
      isNameNext = true;
    } else if (isNameNext && !FILLERS.has(upper)) target(written);
    else if (upper === 'FROM' && hasQuery[depth] === true && before !== 'DISTINCT') {
      isNameNext = isInTables[depth] = true;
    } else if (upper === 'JOIN' || upper === 'INTO') isNameNext = hasQuery[depth] === true;
    else if (ENDS_OF_TABLES.has(upper)) isInTables[depth] = false;
  };

  return {
    word(written) {
      const upper = written.toUpperCase();
      wasTarget = false;
      read(written, upper);
      isFirst = false;
      before = upper;
    },
    name(name) {
      wasTarget = isFirst = false;
      if (isNameNext || isNameOpen) target(name);
      before = '';
    },
    literal() {
      isNameNext = isNameOpen = wasTarget = isFirst = false;
      before = '';
    },
    sign(code) {
      isNameOpen = code === DOT && wasTarget;
      wasTarget = false;
      if (code === OPEN) {
        depth = Math.min(depth + 1, MAX_DEPTH);
        hasQuery[depth] = isInTables[depth] = isNameNext = false;
      } else if (code === CLOSE) {
        depth = Math.max(depth - 1, 0);
        isNameNext = false;
      } else if (code === SEMICOLON) {
        depth = 0;
        isFirst = true;
        isNameNext = isDefinition = hasQuery[0] = isInTables[0] = false;
      } else isNameNext = code === COMMA && isInTables[depth] === true;
    },
    toString: () => summary,
  };
}

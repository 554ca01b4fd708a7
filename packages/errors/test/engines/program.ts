import { KINDS } from './kinds.ts';

/** A frame that has to be in a stack, as known from the text of the program. */
export interface KnownFrame {
  /** Empty for a function without a name. */
  readonly function: string;
  /** Whether some engines do not know the name. */
  readonly isNameOptional: boolean;
  readonly line: number;
  /** Columns between which the statement stands, from 1. */
  readonly columns: readonly [from: number, to: number];
  readonly isAsync: boolean;
  /** Line in the code made by `eval`. */
  readonly evalLine?: number;
}

/** What a stack is in V8's own words: `CallSite`, which is not text. */
export interface Site {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly isNative: boolean;
  readonly isAsync: boolean;
  readonly isConstructor: boolean;
  readonly isEval: boolean;
}

/** What the program tells of an error. */
export interface Thrown {
  readonly kind: string;
  readonly message: string;
  readonly stack: string;
  /** V8 only, outermost last. */
  readonly sites: readonly Site[] | null;
  /** Gecko and JavaScriptCore: where the error was made. */
  readonly line: number | null;
  readonly column: number | null;
}

/** The program, and which frames its stacks must begin with. `finish` of the engine is given an array of {@link Thrown}. */
export interface Program {
  readonly text: string;
  readonly frames: ReadonlyMap<string, readonly KnownFrame[]>;
}

const RUN = `
Error.stackTraceLimit = 60;
// Beside V8's text, what it is made of.
Error.prepareStackTrace = (error, sites) => {
  error.sites = sites.map((site) => ({
    function: site.getFunctionName() || site.getMethodName(),
    file: site.getScriptNameOrSourceURL() || null,
    line: site.getLineNumber(),
    column: site.getColumnNumber(),
    isNative: site.isNative() || site.getFileName() === null && site.getLineNumber() === null || Boolean(site.isPromiseAll && site.isPromiseAll()),
    isAsync: Boolean(site.isAsync && site.isAsync()),
    isConstructor: site.isConstructor(),
    isEval: site.isEval(),
  }));
  return [String(error), ...sites.map((site) => '    at ' + site)].join('\\n');
};
const thrown = [];
function tell(kind, error) {
  const stack = error.stack;
  thrown.push({
    kind,
    message: error.message,
    stack,
    sites: error.sites || null,
    line: error.lineNumber || error.line || null,
    column: error.columnNumber || error.column || null,
  });
}
function attempt([kind, run]) {
  try {
    const result = run();
    if (result) return result.catch((error) => tell(kind, error));
  } catch (error) {
    tell(kind, error);
  }
}
`;

/** Writes the program that throws all {@link KINDS}. */
export function writeProgram(): Program {
  const lines = RUN.split('\n');
  const frames = new Map<string, readonly KnownFrame[]>();
  const runs: string[] = [];
  for (const [kind, body] of Object.entries(KINDS)) {
    const name = `kind${runs.length}`;
    const known: (KnownFrame & { place: number })[] = [];
    lines.push(`function ${name}() {`);
    for (const text of body.split('\n')) {
      const [statement = '', ...marks] = text.split(' //@ ');
      lines.push(statement);
      for (const mark of marks) known.push(readMark(mark.replace('KIND', name), statement, lines.length));
    }
    lines.push('}');
    runs.push(`[${JSON.stringify(kind)}, ${name}]`);
    frames.set(
      kind,
      known.toSorted((a, b) => a.place - b.place),
    );
  }
  lines.push(`const runs = [${runs.join(', ')}];`, 'Promise.all(runs.map(attempt)).then(() => finish(thrown));');
  return { text: lines.join('\n'), frames };
}

function readMark(mark: string, statement: string, line: number): KnownFrame & { place: number } {
  const [, place, name = '', optional, isAsync, evalLine] =
    /^(\d+) (.+?)(\?)?( async)?(?: eval (\d+))?$/.exec(mark) ?? [];
  return {
    place: Number(place),
    function: name === '-' ? '' : name,
    isNameOptional: optional !== undefined,
    line,
    columns: [statement.search(/\S/) + 1, statement.length + 1],
    isAsync: isAsync !== undefined,
    ...(evalLine === undefined ? {} : { evalLine: Number(evalLine) }),
  };
}

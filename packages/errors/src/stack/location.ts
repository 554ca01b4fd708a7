import type { FrameDraft, StackPlace } from './stack-frame.ts';

/** How locations begin. Behind a `::` it is a name of C++ in WebAssembly. */
const LOCATION_START =
  /[a-z][\w+.-]*:(?!:)|\.{0,2}\/|\\\\|[[<]|eval at |address at |async |native(?: code)?\)|unknown |index \d/iy;
/** What stands in the place of a file for code of the engine itself. */
const NATIVE = /^(?:\[?native(?: code)?\]?|<anonymous>|unknown (?:location|source)|index \d+)$/;
const HTTP_ORIGIN = /^https?:\/\/[^/]*$/;
/** More digits are no line of any file. */
const MAX_DIGITS = 10;

/**
 * Index of the `opener` (`(` or `@`) behind which the location begins: the first one that is followed by what locations begin with, else
 * the first one at all, else -1. Names of functions and files may contain either character.
 */
export function locationOpener(text: string, opener: '(' | '@'): number {
  const first = text.indexOf(opener);
  for (let at = first; at !== -1; at = text.indexOf(opener, at + 1)) {
    LOCATION_START.lastIndex = at + 1;
    if (LOCATION_START.test(text)) return at;
  }
  return first;
}

/** Reads where a frame is; undefined where it is no location. */
export function readLocation(text: string): FrameDraft | undefined {
  if (!isDigit(text.charCodeAt(text.length - 1))) return readWords(text) ?? readWasm(text);
  if (text.startsWith('eval at ')) return readEval(text);
  if (text.startsWith('async ')) {
    const awaited = readPosition(text.slice('async '.length));
    return awaited && { ...awaited, isAsync: true };
  }
  if (text.startsWith('address at ')) {
    const place = readPosition(text.slice('address at '.length));
    return place && { ...place, isBytecode: true };
  }
  if (text.startsWith('index ')) return readWords(text);
  return readWasm(text) ?? readPosition(text);
}

/** What stands where there is no place in a file. */
function readWords(text: string): FrameDraft | undefined {
  if (NATIVE.test(text)) return { isNative: true };
  if (text === '[wasm code]') return { wasm: {} };
  if (text === 'eval code') return { isEval: true };
  return text.startsWith('eval at ') ? readEval(text) : undefined;
}

/** `file:line:column`, `file:line`, and Gecko's `file line n > eval:line:column`. */
export function readPosition(text: string): FrameDraft | undefined {
  const last = numberBefore(text, text.length);
  if (last === undefined) return undefined;
  const first = numberBefore(text, last.start);
  const file = text.slice(0, first?.start ?? last.start);
  // `http://host:8080` has a port and no line; pages and scripts always have a path.
  const isPort = HTTP_ORIGIN.test(file);
  if (isPort && first === undefined) return undefined;
  const position: FrameDraft =
    first === undefined || isPort ? { line: last.value } : { line: first.value, column: last.value };
  const named = isPort ? text.slice(0, last.start) : file;
  return { ...readFile(named), ...position };
}

/** The number in front of `end`, and the index of the colon in front of it. */
function numberBefore(text: string, end: number): { value: number; start: number } | undefined {
  let start = end;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
  if (start === end || end - start > MAX_DIGITS || text[start - 1] !== ':') return undefined;
  return { value: Number(text.slice(start, end)), start: start - 1 };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function readFile(file: string): FrameDraft {
  if (file === '<anonymous>' || file === '') return {};
  // Chakra's code without a file.
  if (file === 'eval code') return { isEval: true };
  // Gecko names code without a file of its own by where it was made: `file line 3 > eval line 1 > Function`.
  const made = file.indexOf(' > ');
  const evalOrigin = made === -1 ? undefined : readGeckoOrigin(file.slice(0, made));
  return evalOrigin === undefined ? { file } : { isEval: true, evalOrigin };
}

function readGeckoOrigin(text: string): StackPlace | undefined {
  const at = text.lastIndexOf(' line ');
  const line = text.slice(at + ' line '.length);
  return at > 0 && /^\d{1,10}$/.test(line) ? { file: text.slice(0, at), line: Number(line) } : undefined;
}

/** V8's `eval at outer (file:1:2), <anonymous>:3:4`, also nested: `eval at inner (eval at outer (file:1:2)), <anonymous>:3:4`. */
function readEval(text: string): FrameDraft {
  const own = text.lastIndexOf('), ');
  const position = own === -1 ? {} : readPosition(text.slice(own + '), '.length));
  const frame: FrameDraft = { ...position, isEval: true };
  const outermost = text.slice(text.lastIndexOf('eval at ') + 'eval at '.length);
  const end = /:\d+(?::\d+)?\)/.exec(outermost);
  if (end === null) return frame;
  const call = outermost.slice(0, end.index + end[0].length - 1);
  const opener = locationOpener(call, '(');
  const { file, line, column } = readPosition(call.slice(opener + 1)) ?? {};
  if (file === undefined || line === undefined) return frame;
  const name = nameOf(call.slice(0, Math.max(opener, 0)).trim());
  const named = name === undefined ? {} : { function: name };
  frame.evalOrigin = { ...named, file, line, ...(column === undefined ? {} : { column }) };
  return frame;
}

/**
 * `module:wasm-function[3]:0x1e` of V8 and Gecko, `wasm-function[3]:30` of older V8, `<?>:wasm-function[3]` of JavaScriptCore.
 */
function readWasm(text: string): FrameDraft | undefined {
  const marker = 'wasm-function[';
  const at = text.lastIndexOf(marker);
  if (at === -1) return undefined;
  const [, index, offset] =
    /^(\d{1,10})\](?::(0x[\da-f]{1,12}|\d{1,10}))?$/i.exec(text.slice(at + marker.length)) ?? [];
  const file = text.slice(0, Math.max(at - 1, 0));
  const { evalOrigin, ...named } = file === '' || file === '<?>' ? {} : readFile(file);
  const where: FrameDraft = evalOrigin === undefined ? named : { evalOrigin };
  delete where.isEval;
  const wasm = {
    ...(index === undefined ? {} : { functionIndex: Number(index) }),
    ...(offset === undefined ? {} : { offset: Number(offset) }),
  };
  return { ...where, wasm };
}

/** What engines write in place of the name of a function that has none, and for code outside of functions. */
const NAMELESS: ReadonlySet<string> = new Set([
  '',
  '?',
  '(null)',
  '<anonymous>',
  '<anonymous function>',
  '<global>',
  '<unknown>',
  'anonymous',
  'Anonymous function',
  'eval code',
  'global',
  'global code',
  'Global code',
  'module code',
]);

/** The name of a function; undefined for what engines write where there is none. */
export function nameOf(text: string): string | undefined {
  if (NAMELESS.has(text) || text.endsWith('.<anonymous>') || text.endsWith('.(anonymous function)')) return undefined;
  return text;
}

import { nameOf } from './location.ts';
import type { FrameDraft } from './stack-frame.ts';

const LINE_AND_COLUMN = /^(?:Error thrown at|called from|called via \S{1,100} from) line (\d{1,10}), column (\d{1,10})/;
const LINE_OF_SCRIPT = /^Line (\d{1,10}) of (?:linked|inline#\d{1,10}|unknown|eval|function)\b[\w ]* script (?:in )?/;

/** Reads a line of `error.stacktrace` of Opera 9 to 12. In between stand lines of the source, which are no frames. */
export function readOperaLine(line: string): FrameDraft | undefined {
  return readLineAndColumn(line) ?? readLineOfScript(line);
}

/** Opera 11 and 12: `called from line 27, column 8 in run(ex) in http://host/file.js:`. */
function readLineAndColumn(line: string): FrameDraft | undefined {
  const head = LINE_AND_COLUMN.exec(line);
  if (head === null || !line.endsWith(':')) return undefined;
  const place = line.slice(head[0].length, -1);
  const at = place.lastIndexOf(' in ');
  if (at === -1 || at + ' in '.length === place.length) return undefined;
  const frame: FrameDraft = { file: place.slice(at + ' in '.length), line: Number(head[1]), column: Number(head[2]) };
  const called = place.slice(0, at).replace(/^ in /, '');
  const args = called.lastIndexOf('(');
  return named(frame, args === -1 ? called : called.slice(0, args));
}

/** Opera 9 and 10: `Line 18 of linked script http://host/file.js: In function run`. */
function readLineOfScript(line: string): FrameDraft | undefined {
  const head = LINE_OF_SCRIPT.exec(line);
  if (head === null) return undefined;
  const [place = '', name = ''] = line.slice(head[0].length).split(': In function ');
  const file = place.replace(/:$/, '');
  return file === '' ? undefined : named({ file, line: Number(head[1]) }, name);
}

function named(frame: FrameDraft, text: string): FrameDraft {
  const opera = '<anonymous function: ';
  const written = text.startsWith(opera) ? text.slice(opera.length, text.lastIndexOf('>')).replace(/\(\)$/, '') : text;
  const name = nameOf(written);
  if (name !== undefined) frame.function = name;
  return frame;
}

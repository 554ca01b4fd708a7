import { locationOpener, nameOf, readLocation } from './location.ts';
import type { FrameDraft } from './stack-frame.ts';

/** Code outside of functions, which JavaScriptCore writes alone where it has no file. */
const CODE_ALONE = /^(?:eval|global|module) code$/;
/** What Gecko writes in front of a frame that was scheduled: `async*`, `promise callback*`, `setTimeout handler*`. */
const SCHEDULED = /^[a-z][\w .]*\*/i;

/** Reads a line of Gecko, JavaScriptCore or Opera before 15: `function@location`, or the location alone. */
export function readAtSignLine(line: string): FrameDraft | undefined {
  // Opera tells in the last line where the error object was made, which is a frame above already.
  if (line.startsWith('Error created at ')) return undefined;
  const opener = locationOpener(line, '@');
  if (opener === -1) return readAlone(line);
  const location = line.slice(opener + 1);
  const name = line.slice(0, opener);
  // JavaScriptCore has no location for code of `eval` and for what it made itself, such as constructors.
  const isWithout = location === '' && (CODE_ALONE.test(name) || !/\s/.test(name));
  const frame = isWithout ? {} : readLocation(location);
  return frame && nameFrame(frame, name);
}

function readAlone(line: string): FrameDraft | undefined {
  return CODE_ALONE.test(line) ? nameFrame({}, line) : readLocation(line);
}

function nameFrame(frame: FrameDraft, text: string): FrameDraft {
  const scheduled = SCHEDULED.exec(text)?.[0] ?? '';
  if (scheduled !== '') frame.isAsync = true;
  if (text === 'eval code') frame.isEval = true;
  const name = plainName(text.slice(scheduled.length), frame.column === undefined);
  // JavaScriptCore writes the index of a WebAssembly function that has no name.
  if (name !== undefined && name !== String(frame.wasm?.functionIndex)) readWasmName(frame, name);
  return frame;
}

function plainName(text: string, isOld: boolean): string | undefined {
  // Engines that knew no columns, Firefox 3 and Opera, wrote the arguments.
  const args = isOld && text.endsWith(')') ? text.indexOf('(') : -1;
  const name = args === -1 ? text : text.slice(0, args);
  const opera = '<anonymous function: ';
  return nameOf(name.startsWith(opera) ? name.slice(opera.length, -1) : name);
}

/** Older JavaScriptCore has the index or name in the place of the function: `<?>.wasm-function[3]@[wasm code]`. */
function readWasmName(frame: FrameDraft, name: string): void {
  const [, inside] = /wasm-function\[([^[\]]{1,512})\]$/.exec(name) ?? [];
  if (frame.wasm === undefined || inside === undefined) frame.function = name;
  else if (/^\d{1,10}$/.test(inside)) frame.wasm = { ...frame.wasm, functionIndex: Number(inside) };
  else frame.function = inside;
}

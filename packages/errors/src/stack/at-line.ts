import { readAtSignLine } from './at-sign-line.ts';
import { locationOpener, nameOf, readLocation, readPosition } from './location.ts';
import type { FrameDraft } from './stack-frame.ts';

const SAFARI_EXTENSION = /safari-(?:web-)?extension:\(/;

/**
 * Reads a line of V8 (Chrome, Edge, Node, Deno), Hermes, Bun, Chakra (Edge 18, Internet Explorer 10 and 11), PhantomJS, QuickJS, Rhino:
 * `at function (location)` or `at location`.
 */
export function readAtLine(line: string): FrameDraft | undefined {
  // webpack names the chunk that could not be loaded in lines of their own.
  if (line.startsWith('(error: ')) return readChunk(line.slice(1, -1));
  if (!line.startsWith('at ')) return undefined;
  const isAsync = line.startsWith('async ', 3);
  const call = line.slice(isAsync ? 9 : 3);
  const frame = SAFARI_EXTENSION.test(call) ? readSafariExtension(call) : readCall(call);
  if (frame !== undefined && isAsync) frame.isAsync = true;
  return frame;
}

function readCall(call: string): FrameDraft | undefined {
  if (!call.endsWith(')')) return readLocation(call);
  const opener = locationOpener(call, '(');
  const name = call.slice(0, opener).trim();
  const inside = call.slice(opener + 1, -1);
  if (name === '' && inside.startsWith('error: (')) return readChunk(inside);
  const frame = readLocation(inside);
  if (frame !== undefined) return nameFrame(frame, name);
  // Rhino has it the other way round: `file.js:3 (function)`.
  const place = readPosition(name);
  return place && nameFrame(place, inside);
}

function nameFrame(frame: FrameDraft, text: string): FrameDraft {
  let name = text;
  if (name.startsWith('new ')) {
    frame.isConstructor = true;
    name = name.slice('new '.length);
  }
  const as = name.lastIndexOf(' [as ');
  if (as !== -1 && name.endsWith(']')) {
    frame.alias = name.slice(as + ' [as '.length, -1);
    name = name.slice(0, as);
  }
  if (name === 'eval code') frame.isEval = true;
  const known = nameOf(name);
  if (known !== undefined) frame.function = known;
  return frame;
}

/** `error: address` and `error: (address)`. */
function readChunk(text: string): FrameDraft | undefined {
  const address = text.slice('error: '.length);
  const file = address.startsWith('(') ? address.slice(1, -1) : address;
  return file === '' ? undefined : { file };
}

/** Safari's `at name@safari-extension:(//id/file.js:1:2)`. */
function readSafariExtension(call: string): FrameDraft | undefined {
  const mended = call.replace('extension:(//', 'extension://');
  return readAtSignLine(mended.endsWith(')') ? mended.slice(0, -1) : mended);
}

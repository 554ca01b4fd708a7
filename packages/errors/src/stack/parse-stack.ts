import { readAtLine } from './at-line.ts';
import { readAtSignLine } from './at-sign-line.ts';
import { readOperaLine } from './opera-line.ts';
import type { FrameDraft, StackFrame } from './stack-frame.ts';

/** Characters of a line that are read. Of longer ones (data: URLs) the middle is left out: the line and column stand at the end. */
const MAX_LINE_LENGTH = 1024;
const MAX_TAIL_LENGTH = 256;
/** `at a`, `@a:1`. */
const MIN_LINE_LENGTH = 4;
/** Frames that are read; engines stop at 10 to 200 by themselves unless told otherwise. */
const MAX_FRAMES = 1000;

/** One way of writing frames. A stack is written in one way all through. */
const DIALECTS: readonly ((line: string) => FrameDraft | undefined)[] = [readAtLine, readAtSignLine, readOperaLine];

/**
 * Reads the frames of a stack, as any engine writes it, the innermost call first. Lines that are no frames, such as the message, are left out.
 * Takes time in proportion to the length, whatever is in it, and never throws.
 *
 * @param stack - `error.stack`, or `error.stacktrace` of old Opera.
 * @param message - `error.message`, where it is known. V8 writes it in front of the frames, and it may have lines that look like frames.
 * @returns At most 1,000 frames; none where there is no stack in the text.
 */
export function parseStack(stack: string, message?: string): StackFrame[] {
  const lines = linesOf(stack, endOfMessage(stack, message));
  for (const readLine of DIALECTS) {
    const frames = readLines(lines, readLine);
    if (frames.length > 0) return frames;
  }
  return [];
}

/** Where the message ends that V8 puts in front, as `Type: message`; 0 where it does not stand there. */
function endOfMessage(stack: string, message: string | undefined): number {
  if (message === undefined || message === '') return 0;
  const colon = stack.indexOf(': ');
  for (const start of colon === -1 ? [0] : [0, colon + 2]) {
    const end = start + message.length;
    if (stack.startsWith(message, start) && (end === stack.length || stack[end] === '\n')) return end;
  }
  return 0;
}

function readLines(lines: readonly string[], readLine: (line: string) => FrameDraft | undefined): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const line of lines) {
    const frame = readLine(line);
    if (frame !== undefined) frames.push(frame);
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

/** The lines that are long enough for a frame, without the white space around them. */
function linesOf(stack: string, from: number): string[] {
  const lines: string[] = [];
  for (let start = from; start < stack.length;) {
    const newline = stack.indexOf('\n', start);
    const end = newline === -1 ? stack.length : newline;
    const line = end - start < MIN_LINE_LENGTH ? '' : cutLine(stack, start, end).trim();
    if (line.length >= MIN_LINE_LENGTH) lines.push(line);
    start = end + 1;
  }
  return lines;
}

function cutLine(stack: string, start: number, end: number): string {
  if (end - start <= MAX_LINE_LENGTH) return stack.slice(start, end);
  const head = stack.slice(start, start + MAX_LINE_LENGTH - MAX_TAIL_LENGTH - 1);
  return `${head}…${stack.slice(end - MAX_TAIL_LENGTH, end)}`;
}

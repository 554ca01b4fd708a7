import { fileURLToPath } from 'node:url';
import type { Runtime } from 'node:inspector';
import type { Frame } from './stacks.ts';

/** A function as the inspector tells it, at the line that it was at. Its lines begin at 0. */
export function frameOf({ functionName, url, lineNumber }: Runtime.CallFrame, line?: number): Frame {
  const startLine = lineNumber + 1;
  return {
    name: functionName === '' ? '(anonymous)' : functionName,
    file: pathOf(url),
    startLine,
    line: line ?? startLine,
  };
}

function pathOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

import { readFileSync } from 'node:fs';

/** What a small file holds, without the space around it; undefined where there is no such file or it must not be read. */
export function trimmedText(path: string): string | undefined {
  // Not by way of the thread pool: to ask it takes longer than the file does, and a process that ends cannot wait for it.
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

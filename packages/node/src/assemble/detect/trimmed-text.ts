import { readFile } from 'node:fs';

/** What a file holds, without the space around it; undefined where there is no such file or it must not be read. */
export function trimmedText(path: string): Promise<string | undefined> {
  // By a callback: the promises of `fs` are a part of Node that many programs never load, and this runs before their first answer.
  return new Promise((resolve) => {
    readFile(path, 'utf8', (error, content) => resolve(error === null ? content.trim() : undefined));
  });
}

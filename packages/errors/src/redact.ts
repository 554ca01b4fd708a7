/**
 * Query values and credentials out of addresses, wherever they stand: errors, stacks and steps hold addresses of pages and requests.
 */

const MASKED = 'REDACTED';

/** A text with the values of queries and fragments (`?a=`, `&b=`, `#c=`) and credentials masked; names and places (`:12:5`) are kept. */
export function redact(text: string): string {
  // Most texts hold neither, and to look for a character costs next to nothing.
  if (!text.includes('=') && !text.includes('@')) return text;
  return text
    .replace(/([?&#][^\s?&=#()]+=)[^\s&#"<>]*?(?=(:\d+){0,2}\)?([\s&#"<>]|$))/g, `$1${MASKED}`)
    .replace(/(:\/\/)[^\s/@?#]+@/g, `$1${MASKED}:${MASKED}@`);
}

/** What is written: members that are undefined are left out. */
export type Json = string | number | boolean | undefined | readonly Json[] | { readonly [name: string]: Json };

/**
 * JSON as protobuf's readers take it. Not JSON.stringify: it asks `toJSON`, which old libraries put on every array of a page.
 */
export function write(value: Json): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  if (typeof value === 'object') {
    let members = '';
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) members += `,"${name}":${write(member)}`;
    }
    return `{${members.slice(1)}}`;
  }
  // NaN and the infinities, for which JSON has no number, stand in quotes.
  return typeof value === 'number' && !Number.isFinite(value) ? `"${value}"` : `${value}`;
}

/** Halves of surrogate pairs, which a strict reader refuses, become U+FFFD. */
function quote(text: string): string {
  const json = JSON.stringify(text);
  // JSON.stringify writes whole pairs as they are: an escape means a half, or a backslash of the text itself.
  return json.includes('\\ud') ? JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD')) : json;
}

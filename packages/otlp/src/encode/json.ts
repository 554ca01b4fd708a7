/** What is written: members that are undefined are left out. */
export type Json = string | number | boolean | undefined | readonly Json[] | { readonly [name: string]: Json };

/**
 * JSON as protobuf's readers take it. Not JSON.stringify: it asks `toJSON`, which old libraries put on every array of a page.
 */
export function toJson(value: Json): string {
  if (typeof value === 'string') {
    const json = JSON.stringify(value);
    // Halves of surrogate pairs, which strict readers refuse, become U+FFFD. JSON.stringify writes whole pairs as they are: this escape
    // means a half, or a backslash of the text itself.
    return json.includes('\\ud') ? JSON.stringify(value.replace(/\p{Surrogate}/gu, '\uFFFD')) : json;
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join()}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : `"${name}":${toJson(member)}`,
    );
    return `{${members.join()}}`;
  }
  // NaN and the infinities, for which JSON has no number, stand in quotes.
  return typeof value === 'number' && !Number.isFinite(value) ? `"${value}"` : `${value}`;
}

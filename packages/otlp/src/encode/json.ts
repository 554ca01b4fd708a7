/** JSON as protobuf's readers take it; members that are undefined are left out. */
export function toJson(value: unknown): string {
  // Old libraries put a `toJSON` on every array of a page, and what is written has been through that.
  const json = 'toJSON' in [] ? 'null' : JSON.stringify(value);
  // What is made of numbers that JSON has not, and of halves of surrogate pairs; both also where they stand in a text.
  return json.includes('null') || json.includes('\\ud') ? JSON.stringify(value, toMember) : json;
}

function toMember(this: Record<string, unknown>, name: string): unknown {
  // Not the argument for the value, which has been through `toJSON`.
  const of = this[name];
  // Halves of surrogate pairs, which strict readers refuse, become U+FFFD.
  if (typeof of === 'string') return of.replace(/\p{Surrogate}/gu, '\uFFFD');
  // NaN and the infinities, for which JSON has no number, stand in quotes.
  return typeof of === 'number' && !Number.isFinite(of) ? `${of}` : of;
}

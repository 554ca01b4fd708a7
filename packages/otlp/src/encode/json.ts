/** What is written: members that are undefined are left out. */
export type Json = string | number | boolean | undefined | readonly Json[] | { readonly [name: string]: Json };

/** JSON as protobuf's readers take it. */
export function toJson(value: Json): string {
  return JSON.stringify(value, function (this: Record<string, Json>, name: string) {
    // Not the argument for the value: old libraries put a `toJSON` on every array of a page, and it has been through that.
    const of = this[name];
    // Halves of surrogate pairs, which strict readers refuse, become U+FFFD.
    if (typeof of === 'string') return of.replace(/\p{Surrogate}/gu, '\uFFFD');
    // NaN and the infinities, for which JSON has no number, stand in quotes.
    return typeof of === 'number' && !Number.isFinite(of) ? `${of}` : of;
  });
}

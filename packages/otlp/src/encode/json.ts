/** JSON as protobuf's readers take it; members that are undefined are left out. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, name: string) {
    // Not the argument for the value: old libraries put a `toJSON` on every array of a page, and it has been through that.
    const of = this[name];
    // Halves of surrogate pairs, which strict readers refuse, become U+FFFD.
    if (typeof of === 'string') return of.replace(/\p{Surrogate}/gu, '\uFFFD');
    // NaN and the infinities, for which JSON has no number, stand in quotes.
    return typeof of === 'number' && !Number.isFinite(of) ? `${of}` : of;
  });
}

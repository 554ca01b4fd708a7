/** An id as given, or undefined if it is none: a receiver would refuse the whole body for it, with what others put into it. */
export function hexId(id: string | undefined, digits: 16 | 32): string | undefined {
  return id?.length === digits && /^(?!0+$)[\da-f]+$/i.test(id) ? id : undefined;
}

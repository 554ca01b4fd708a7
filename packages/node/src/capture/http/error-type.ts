/** The code of an error, else its name, for `error.type`: `ECONNREFUSED` tells more than `Error`. Never throws. */
export function errorTypeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
    return 'name' in error && typeof error.name === 'string' && error.name !== '' ? error.name : undefined;
  } catch {
    return undefined;
  }
}

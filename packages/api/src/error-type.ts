import { ERROR_TYPE_VALUE_OTHER } from './semconv/values.ts';

/** Value of `error.type` for what was thrown: the error's name, or `_OTHER` for what is no error. Never throws. */
export function errorTypeOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error && typeof thrown.name === 'string' && thrown.name !== '') return thrown.name;
  } catch {
    // A name behind a getter that throws.
  }
  return ERROR_TYPE_VALUE_OTHER;
}

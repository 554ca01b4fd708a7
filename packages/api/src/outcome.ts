/** How work ended: undefined where it went well. */
export type Failure = { readonly error: unknown } | undefined;

/**
 * Does the work and tells `ended`, once, how it went: when the work returns or throws, or when the promise that it returns
 * settles. `ended` must not throw.
 *
 * A promise is answered by one of the same outcome, not by the promise itself: a handler hung beside it would mark a
 * rejection as handled, and the host would no longer hear of it.
 */
export function observeOutcome<T>(work: () => T, ended: (failure: Failure) => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    ended({ error });
    throw error;
  }
  if (!isThenable(result)) {
    ended(undefined);
    return result;
  }
  const settled = result.then(
    (value: unknown) => {
      ended(undefined);
      return value;
    },
    (error: unknown) => {
      ended({ error });
      throw error;
    },
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `then` of a T that is a promise makes a promise of the same
  return settled as T;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return (
      ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
      'then' in value &&
      typeof value.then === 'function'
    );
  } catch {
    // A result that cannot even be asked is handed on as it is.
    return false;
  }
}

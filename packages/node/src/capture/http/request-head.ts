/** What the names of a request's headers tell before anybody reads their values. */
export interface RequestHead {
  /** Whether somebody else's trace or baggage came with it. */
  readonly isCalled: boolean;
  /** Whether a body follows. */
  readonly hasBody: boolean;
}

type Meaning = 'trace' | 'length' | 'body';

// One object for each of the four answers: this is asked for every request.
const HEADS: readonly RequestHead[] = [
  { isCalled: false, hasBody: false },
  { isCalled: true, hasBody: false },
  { isCalled: false, hasBody: true },
  { isCalled: true, hasBody: true },
];
const CALLED = 1;
const BODY = 2;

/**
 * Reads the list in which Node keeps names and values in turn as they came. `headers` would be an object that Node makes for us alone
 * where the program does not look at it.
 *
 * @param carriers names in lower case of the headers that carry trace and baggage
 */
export function createHeadReader(carriers: readonly string[]): (rawHeaders: readonly string[]) => RequestHead {
  const meanings = new Map<string, Meaning>([
    ...carriers.map((name) => [name, 'trace'] as const),
    ['content-length', 'length'],
    ['transfer-encoding', 'body'],
  ]);
  // Most names are told apart by their length alone.
  const lengths: readonly boolean[] = Array.from({ length: 64 }, (_, length) =>
    [...meanings.keys()].some((name) => name.length === length),
  );
  return (rawHeaders) => {
    let found = 0;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at];
      if (name === undefined || lengths[name.length] !== true) continue;
      const meaning = meanings.get(name) ?? meanings.get(name.toLowerCase());
      if (meaning === 'trace') found |= CALLED;
      else if (meaning === 'body' || (meaning === 'length' && rawHeaders[at + 1] !== '0')) found |= BODY;
    }
    return HEADS[found] ?? { isCalled: true, hasBody: true };
  };
}

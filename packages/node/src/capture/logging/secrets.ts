/** Put in the place of a secret. */
const MASK = 'REDACTED';

/** What the name of a secret ends with, whatever stands before it and however its words are joined. */
const ENDINGS =
  /(?:authorization|cookies?|password|passwd|passphrase|pwd|secrets?|token|jwt|api_?key|access_?key|private_?key|secret_?key|signing_?key|encryption_?key|credentials?|connection_?string)$/;
/** Too short to be looked for at the end of other words. */
const WHOLE_NAMES: ReadonlySet<string> = new Set(['auth', 'pass']);
const MAX_REMEMBERED = 2048;
const remembered = new Map<string, boolean>();

/**
 * Whether a field of that name is likely to hold a secret: `authorization`, `set-cookie`, `dbPassword`, `api_key`,
 * `x-csrf-token`. Counts such as `input_tokens` are none.
 */
export function isSecretName(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replaceAll(/[^a-z\d]+/g, '_');
  const isSecret = ENDINGS.test(plain) || WHOLE_NAMES.has(plain);
  if (remembered.size < MAX_REMEMBERED) remembered.set(name, isSecret);
  return isSecret;
}

/** The value as it may be sent under that name. Yes and no, and what is empty, tell no secret. */
export function masked(name: string, value: unknown): unknown {
  if (!isSecretName(name) || typeof value === 'boolean' || value === null || value === undefined || value === '')
    return value;
  return MASK;
}

/** Masks the values of secrets among fields, at any depth, in place. */
export function maskInside(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (Array.isArray(value)) {
    for (const item of value) maskInside(item);
    return;
  }
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    const item: unknown = Reflect.get(value, name);
    const shown = masked(name, item);
    if (shown === item) maskInside(item);
    else Object.defineProperty(value, name, { value: shown, enumerable: true, configurable: true, writable: true });
  }
}

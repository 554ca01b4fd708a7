/**
 * Reads the origin of a page, as in `https://shop.example`; `https://*.shop.example` stands for every name below.
 *
 * @returns the origin as browsers write it; `undefined` when it is none.
 */
export function parseOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text);
  const isPlain = pathname === '/' && `${search}${hash}${username}${password}` === '';
  const isHost = /^(?:\*\.)?[^*]+$/.test(hostname);
  return (protocol === 'https:' || protocol === 'http:') && isPlain && isHost ? origin : undefined;
}

/** Whether a page of this origin is one of those listed. */
export function isListed(origin: string, listed: readonly string[]): boolean {
  return listed.some((one) => {
    const [before, below] = one.split('*');
    if (below === undefined) return one === origin;
    return before !== undefined && origin.startsWith(before) && origin.endsWith(below);
  });
}

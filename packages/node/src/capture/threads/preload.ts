const REGISTER = /(?:^|[\\/])(?:@sightglass[\\/])?node[\\/](?:dist[\\/]|src[\\/])?register(?:\.[cm]?[jt]s)?$/;

/** The arguments by which this process loaded the agent before its program; undefined where it did not. */
export function preloadOf(
  args: readonly string[],
  nodeOptions: string | undefined,
): readonly [string, string] | undefined {
  const words = [...args, ...(nodeOptions ?? '').split(/\s+/)].flatMap((word) => {
    const joined = /^(--import|--require|-r)=(.*)$/.exec(word);
    return joined === null ? [word] : [joined[1] ?? '', joined[2] ?? ''];
  });
  for (const [at, word] of words.entries()) {
    const file = words[at + 1]?.replace(/^"(.*)"$/, '$1') ?? '';
    if (/^(?:--import|--require|-r)$/.test(word) && REGISTER.test(file)) return [word, file];
  }
  return undefined;
}

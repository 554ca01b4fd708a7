type Version = readonly [major: number, minor: number, patch: number];

/**
 * Whether a version lies in a range of comparators, `>=8.0.3 <9 || >=10`. A prerelease counts as the release it leads to:
 * `9.0.0-beta.1` has more of 9 than of 8. What cannot be read lies in no range.
 */
export function isInRange(version: string, range: string): boolean {
  const read = readVersion(version);
  return read !== undefined && range.split('||').some((all) => all.trim().split(/\s+/).every(meets(read)));
}

function meets(version: Version): (comparator: string) => boolean {
  return (comparator) => {
    const [, operator = '', text = ''] = /^(>=|<=|>|<|=)?(.*)$/.exec(comparator) ?? [];
    const bound = readVersion(text);
    if (bound === undefined) return false;
    const order = compare(version, bound);
    if (operator === '>=') return order >= 0;
    if (operator === '<=') return order <= 0;
    if (operator === '>') return order > 0;
    return operator === '<' ? order < 0 : order === 0;
  };
}

function readVersion(text: string): Version | undefined {
  const found = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text);
  if (found === null) return undefined;
  return [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

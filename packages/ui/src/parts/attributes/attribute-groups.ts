/** Attributes of one subject. */
export interface AttributeGroup {
  readonly title: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/** Subjects in the order in which somebody looks at them, each with the first parts of the keys that belong to it. */
const SUBJECTS: readonly (readonly [title: string, namespaces: readonly string[]])[] = [
  ['Request', ['http', 'url', 'server', 'client', 'network', 'net', 'user_agent', 'rpc', 'graphql', 'peer']],
  ['Database', ['db']],
  ['Messages', ['messaging']],
  ['Model', ['gen_ai']],
  ['Code', ['code', 'exception', 'error', 'thread', 'feature_flag', 'otel']],
  ['Identity', ['user', 'enduser', 'session']],
  ['Service', ['service', 'deployment', 'sightglass', 'telemetry']],
  ['Machine', ['host', 'os', 'process', 'container', 'k8s', 'cloud', 'device', 'browser', 'nodejs', 'v8js']],
];

const OWN = 'Own';

/**
 * Sorts attributes into groups by subject; keys that no convention knows come first, they are the program's own.
 *
 * @param words lower case; where given, only attributes whose key or value holds each of them.
 */
export function groupAttributes(
  attributes: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): AttributeGroup[] {
  const byTitle = new Map<string, [string, string][]>();
  for (const [key, value] of Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const text = `${key} ${value}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const title = titleOf(key);
    const known = byTitle.get(title);
    if (known) known.push([key, value]);
    else byTitle.set(title, [[key, value]]);
  }
  return [OWN, ...SUBJECTS.map(([title]) => title)].flatMap((title) => {
    const entries = byTitle.get(title);
    return entries ? [{ title, entries }] : [];
  });
}

function titleOf(key: string): string {
  const namespace = key.split('.', 1)[0]!;
  return SUBJECTS.find(([, namespaces]) => namespaces.includes(namespace))?.[0] ?? OWN;
}

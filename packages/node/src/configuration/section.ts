import { isRecord } from '../is-record.ts';

/** A part of the file, which remembers what of it was read: the rest is what this agent does not do. */
export interface Section {
  /** A value, or undefined where the file has none. */
  value(name: string): unknown;
  /** A text, number or switch as a variable would hold it. */
  text(name: string): string | undefined;
  section(name: string): Section | undefined;
  /** The sections of a list. */
  list(name: string): readonly Section[];
  /** Says that this is not done, even where nothing stands below its name. */
  refuse(name: string): void;
  /** Names of all that is there; a name without anything below it too. */
  readonly names: readonly string[];
}

/** @param unread called when all was read, with the paths of what was not */
export function openFile(content: object): { root: Section; unread: () => string[] } {
  const left: (() => string[])[] = [];
  const open = (value: unknown, path: string): Section => {
    const fields = isRecord(value) ? value : {};
    const read = new Set<string>();
    left.push(() =>
      Object.keys(fields)
        .filter((name) => !read.has(name) && fields[name] !== undefined && fields[name] !== null)
        .map((name) => `${path}${name}`),
    );
    const take = (name: string): unknown => {
      read.add(name);
      return fields[name] ?? undefined;
    };
    return {
      value: take,
      text: (name) => {
        const found = take(name);
        return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
          ? String(found)
          : undefined;
      },
      section: (name) => (name in fields ? open(take(name), `${path}${name}.`) : undefined),
      list: (name) => {
        const found = take(name);
        return Array.isArray(found) ? found.map((item, at) => open(item, `${path}${name}[${at}].`)) : [];
      },
      refuse: (name) => {
        read.add(name);
        left.push(() => [`${path}${name}`]);
      },
      names: Object.keys(fields),
    };
  };
  return { root: open(content, ''), unread: () => left.flatMap((one) => one()) };
}

import { diag } from '@opentelemetry/api';
import type { Descriptor } from './descriptor.ts';
import type { Stream } from './stream.ts';

/** The streams of one reader and one meter, by name. */
export class StreamRegistry {
  readonly #byName = new Map<string, Stream[]>();

  /**
   * The stream of an instrument that was made before and is the same but for its description; the longer one stays. Others
   * of that name are warned of: they go out side by side, and no receiver can add them up.
   */
  find(descriptor: Descriptor): Stream | undefined {
    let found: Stream | undefined;
    for (const stream of this.#byName.get(descriptor.name) ?? []) {
      const before = stream.descriptor;
      const conflicts = (['unit', 'type', 'valueType'] as const).filter((field) => before[field] !== descriptor[field]);
      if (conflicts.length > 0) {
        warn(
          descriptor,
          before,
          conflicts,
          'both are sent; use another name, or a view that gives one of them another',
        );
        continue;
      }
      if (before.description !== descriptor.description) {
        warn(descriptor, before, ['description'], 'the longer one is used; use the same description at both places');
        const isLonger = descriptor.description.length > before.description.length;
        if (isLonger) stream.descriptor = { ...before, description: descriptor.description };
      }
      found = stream;
    }
    return found;
  }

  add(stream: Stream): void {
    const { name } = stream.descriptor;
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), stream]);
  }

  all(): Stream[] {
    return [...this.#byName.values()].flat();
  }
}

function warn(
  descriptor: Descriptor,
  before: Descriptor,
  fields: readonly ('unit' | 'type' | 'valueType' | 'description')[],
  remedy: string,
): void {
  const differences = fields.map((field) => `${field} ${show(before[field])} and ${show(descriptor[field])}`);
  diag.warn(`metric ${descriptor.name} was made twice, with ${differences.join(', ')}: ${remedy}`);
}

function show(value: string | number): string {
  return JSON.stringify(value);
}

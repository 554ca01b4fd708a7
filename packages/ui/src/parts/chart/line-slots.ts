/** Colour slots of the lines of one page that are no services. */
export interface LineSlots {
  /** Gives a slot to each line that has none yet, in the order of their names. */
  readonly learn: (keys: readonly string[]) => void;
  /** The slot of a line, from 0; one that is not known yet gets the next. */
  readonly slotOf: (key: string) => number;
}

/** Slots that a line keeps while others come and go, for as long as the page keeps them. */
export function createLineSlots(): LineSlots {
  const slots = new Map<string, number>();
  const slotOf = (key: string): number => {
    const slot = slots.get(key) ?? slots.size;
    slots.set(key, slot);
    return slot;
  };
  return { learn: (keys) => [...keys].sort().forEach(slotOf), slotOf };
}

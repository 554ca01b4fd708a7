import type { Attributes } from '@opentelemetry/api';
import type { RawResourceAttribute, Resource } from '@opentelemetry/resources';

/** Finds out more about this process: adds to `found` at once what takes no waiting, and by and by the rest. */
export type Search = (found: Attributes) => Promise<void>;

/**
 * What the records of this process come from. Its attributes are one object until the search for more is over, and one
 * other object from then on: who writes them in advance compares the two by identity.
 */
export class AgentResource implements Resource {
  #attributes: Readonly<Attributes>;
  /** Until it is over. */
  #search: Search | undefined;
  #searching: Promise<void> | undefined;
  readonly #found: Attributes = {};

  constructor(attributes: Attributes) {
    this.#attributes = Object.freeze({ ...attributes });
  }

  get attributes(): Attributes {
    return this.#attributes;
  }

  get asyncAttributesPending(): boolean {
    return this.#search !== undefined;
  }

  /** The search begins now, if it has not yet. */
  async waitForAsyncAttributes(): Promise<void> {
    await this.#begun();
  }

  /** Has more to find, by a search that begins when somebody first waits for it. One that fails adds what it found before. */
  awaits(search: Search): void {
    this.#search = search;
  }

  /** For who cannot wait: the search is over now, with what it finds at once where it had not begun. */
  settle(): void {
    void this.#begun();
    this.#end();
  }

  /** For who can wait a little. */
  async settleWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms).unref();
    });
    await Promise.race([this.#begun(), over]);
    clearTimeout(timer);
    this.#end();
  }

  merge(other: Resource | null): Resource {
    return new AgentResource({ ...this.#attributes, ...other?.attributes });
  }

  getRawAttributes(): RawResourceAttribute[] {
    return Object.entries(this.#attributes);
  }

  #begun(): Promise<void> | undefined {
    if (this.#search !== undefined) this.#searching ??= this.#run(this.#search);
    return this.#searching;
  }

  async #run(search: Search): Promise<void> {
    try {
      await search(this.#found);
    } catch {
      // Then with what it has found.
    }
    this.#end();
  }

  /** Adds what was found and not known by then. */
  #end(): void {
    if (this.#search === undefined) return;
    this.#search = undefined;
    this.#attributes = Object.freeze({ ...this.#found, ...this.#attributes });
  }
}

import type { Attributes } from '@opentelemetry/api';
import type { RawResourceAttribute, Resource } from '@opentelemetry/resources';

/**
 * What the records of this process come from. Its attributes are one object until late detectors have answered, and one
 * other object from then on: who writes them in advance compares the two by identity.
 */
export class AgentResource implements Resource {
  #attributes: Readonly<Attributes>;
  #late: Promise<void> | undefined;

  constructor(attributes: Attributes) {
    this.#attributes = Object.freeze({ ...attributes });
  }

  get attributes(): Attributes {
    return this.#attributes;
  }

  get asyncAttributesPending(): boolean {
    return this.#late !== undefined;
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.#late;
  }

  /** Adds what is found later and not known by then. A detector that fails adds nothing. */
  awaits(found: Promise<Attributes>): void {
    this.#late = found.then(
      (attributes) => this.#settle({ ...attributes, ...this.#attributes }),
      () => this.#settle(this.#attributes),
    );
  }

  merge(other: Resource | null): Resource {
    return new AgentResource({ ...this.#attributes, ...other?.attributes });
  }

  getRawAttributes(): RawResourceAttribute[] {
    return Object.entries(this.#attributes);
  }

  #settle(attributes: Attributes): void {
    this.#attributes = Object.freeze(attributes);
    this.#late = undefined;
  }
}

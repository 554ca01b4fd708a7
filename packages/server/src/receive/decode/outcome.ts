/**
 * Whether a record with this id (its attribute `log.record.uid`) is there already.
 *
 * @param id where it stands as a value of any kind (`AnyValue`); of use only during the call.
 */
export type IsKept = (id: Buffer) => boolean;

/** What became of the records of one body. */
export class Outcome {
  accepted = 0;
  rejected = 0;
  /** Accepted records that were not written: their ids had been kept before. */
  repeated = 0;
  /** Whether an accepted record carries a time of its own: only then the same bytes again are the same records. */
  hasTime = false;
  /** Rejected records by reason. */
  readonly reasons: Map<string, number> = new Map();
  readonly #warnings: string[] = [];

  reject(reason: string, count = 1): void {
    this.rejected += count;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  /** Tells the sender of something for which nothing was rejected. */
  warn(what: string): void {
    this.#warnings.push(what);
  }

  /** One sentence for the sender; empty when everything was accepted as it was meant. */
  get message(): string {
    const reasons = [...this.reasons].map(([reason, count]) => `${count} rejected: ${reason}`);
    return [...reasons, ...this.#warnings].join('; ');
  }
}

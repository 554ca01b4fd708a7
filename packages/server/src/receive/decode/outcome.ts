/** What became of the records of one body. */
export class Outcome {
  accepted = 0;
  rejected = 0;
  /** Rejected records by reason. */
  readonly reasons: Map<string, number> = new Map();

  reject(reason: string, count = 1): void {
    this.rejected += count;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  /** One sentence for the sender; empty when everything was accepted. */
  get message(): string {
    return [...this.reasons].map(([reason, count]) => `${count} rejected: ${reason}`).join('; ');
  }
}

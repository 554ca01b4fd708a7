import type { BatchObservableResult, Observable } from '@opentelemetry/api';

/** One thing about the runtime that is measured. */
export interface RuntimePart {
  /** What `observe` says something of. */
  readonly observed: readonly Observable[];
  observe?(result: BatchObservableResult): void;
  /** Begins what runs between collections. */
  begin?(): void;
  /** Ends it. */
  end?(): void;
}

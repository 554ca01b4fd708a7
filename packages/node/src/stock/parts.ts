import type { DropReason } from '@sightglass/api/semconv';
import type { Resource } from '@opentelemetry/resources';
import type { SignalSettings } from '../transport/settings.ts';

/** What each signal of the stock SDK is made with. */
export interface StockParts {
  readonly resource: Resource;
  readonly settings: SignalSettings;
  /** Most records of one body. */
  readonly maxRecords: number;
  /** Longest time a record waits for others, in milliseconds. */
  readonly delayMs: number;
  readonly take: (bytes: Uint8Array, items: number) => void;
  readonly onDrop: (reason: DropReason, records: number) => void;
}

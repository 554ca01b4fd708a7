import type { EventType } from '@rrweb/types';

/** One event of a recording, as it is sent. */
export interface Line {
  readonly json: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly type: EventType;
}

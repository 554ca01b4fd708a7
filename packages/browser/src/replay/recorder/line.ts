/** One event of a recording, as it is sent. */
export interface Line {
  readonly json: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Whether play can begin with it: it tells of the size of the window, and the next is a full snapshot. */
  readonly isStart: boolean;
  readonly isSnapshot: boolean;
}

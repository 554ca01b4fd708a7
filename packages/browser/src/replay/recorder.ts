import type { Page, Session } from '../capture.ts';
import type { ResolvedReplayOptions } from './options.ts';

/** A recording that goes on. Neither method throws. */
export interface Recorder {
  /** Sends what a recording that waits for an error has kept, and whatever follows. */
  send(): void;
  /** Ends the recording. What was to be sent is. */
  stop(): void;
}

/** What is known of a recording when it begins. */
export interface Recording {
  readonly session: Session;
  /** Whether it waits, and keeps only the last minute, until {@link Recorder.send}. */
  readonly isWaiting: boolean;
}

/** Begins to record the page as it is now. */
export type StartRecorder = (page: Page, options: ResolvedReplayOptions, recording: Recording) => Recorder;

import type { Page } from '../../capture.ts';
import type { Entry } from './entry.ts';

/** Ends of events are told in steps of 8 ms: those that lie closer were painted in one frame. */
const STEP_MS = 8;
/** Events and long frames are told in no order: so many of each wait for those that belong with them. */
const MAX_RECENT = 10;

/** What TypeScript does not know yet. https://w3c.github.io/long-animation-frames/ */
interface LongFrame extends PerformanceEntry {
  readonly scripts?: readonly (PerformanceEntry & { readonly sourceURL?: string })[];
}

/** Events whose answer was painted in one frame. Performance times. */
interface Frame {
  readonly paint: number;
  start: number;
  processingStart: number;
  processingEnd: number;
  readonly long: Set<LongFrame>;
}

/** What the time of an interaction went by in. Milliseconds. */
export interface Course {
  readonly parts: { readonly input_delay: number; readonly processing: number; readonly presentation: number };
  /** Address of the script that ran longest. */
  readonly script: string | undefined;
}

/** Keeps what happened in the frames of interactions. */
export interface Frames {
  readonly see: (event: Entry) => void;
  courseOf(event: Entry | undefined, value: number): Course;
}

/** Watches the long frames of a page. */
export function createFrames(page: Page): Frames {
  const frameOf = new WeakMap<Entry, Frame>();
  let frames: Frame[] = [];
  let longFrames: LongFrame[] = [];

  const join = (frame: Frame, long: LongFrame): void => {
    if (meets(long, frame.start, frame.processingEnd)) frame.long.add(long);
  };
  page.observe('long-animation-frame', (entries) => {
    for (const long of entries) for (const frame of frames) join(frame, long);
    longFrames = [...longFrames, ...entries].slice(-MAX_RECENT);
  });
  return {
    see(event) {
      const { startTime, duration, processingStart = 0, processingEnd = 0 } = event;
      const paint = startTime + duration;
      let frame = frames.findLast((one) => Math.abs(one.paint - paint) <= STEP_MS);
      if (!frame) {
        frame = { paint, start: startTime, processingStart, processingEnd, long: new Set() };
        frames = [...frames, frame].slice(-MAX_RECENT);
      }
      frame.start = Math.min(frame.start, startTime);
      frame.processingStart = Math.min(frame.processingStart, processingStart);
      frame.processingEnd = Math.max(frame.processingEnd, processingEnd);
      for (const long of longFrames) join(frame, long);
      frameOf.set(event, frame);
    },
    courseOf(event, value) {
      const frame = event && frameOf.get(event);
      if (!frame) return { parts: { input_delay: 0, processing: 0, presentation: value }, script: undefined };
      const { startTime } = event;
      // What ran before, for another event of the frame, held this one up from its own start.
      const start = Math.max(frame.processingStart, startTime);
      const paint = Math.max(startTime + value, start);
      // A dialog that holds the page may be open for longer than until the paint.
      const end = Math.min(frame.processingEnd, paint);
      let [script, longest]: [string | undefined, number] = [undefined, 0];
      for (const long of frame.long) {
        if (!meets(long, startTime, end)) continue;
        for (const one of long.scripts ?? []) {
          const ms = one.startTime + one.duration - Math.max(startTime, one.startTime);
          if (ms > longest) [script, longest] = [one.sourceURL, ms];
        }
      }
      return {
        parts: { input_delay: start - startTime, processing: end - start, presentation: paint - end },
        script,
      };
    },
  };
}

function meets({ startTime, duration }: LongFrame, from: number, to: number): boolean {
  return startTime + duration >= from && startTime <= to;
}

import {
  ATTR_SIGHTGLASS_ANIMATION_FRAME_BLOCKING_MS,
  ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS,
  ATTR_SIGHTGLASS_ANIMATION_FRAME_SCRIPTS,
  EVENT_BROWSER_LONG_ANIMATION_FRAME,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Scope } from '@sightglass/otlp';
import type { Capture, Page } from '../../capture.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/animation-frames` };
const MAX_PER_VIEW = 50;
const MAX_SCRIPTS = 3;

/** What of an entry is looked at. https://w3c.github.io/long-animation-frames/#sec-PerformanceLongAnimationFrameTiming */
interface LongFrame extends PerformanceEntry {
  readonly blockingDuration: number;
  /** When the first event of the person was that the frame dealt with; 0 where there was none. */
  readonly firstUIEventTimestamp: number;
  readonly scripts: readonly LongScript[];
}

interface LongScript extends PerformanceEntry {
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
}

/** What {@link animationFrames} may be told. */
export interface AnimationFramesOptions {
  /** A frame that took longer is told. Milliseconds, 50 at least. Default 200. */
  readonly slowMs?: number;
}

/**
 * Frames that took too long, or that somebody's input had to wait for: an event `browser.long_animation_frame` each, with its longest scripts.
 * At most 50 a view; the rest is counted. Chromium only.
 */
export function animationFrames({ slowMs = 200 }: AnimationFramesOptions = {}): Capture {
  return {
    name: 'animation_frames',
    start(page) {
      let left = MAX_PER_VIEW;
      page.on('view', () => (left = MAX_PER_VIEW));
      page.observe('long-animation-frame', (entries) => {
        for (const entry of entries.filter(isLongFrame)) {
          const isWaitedFor = entry.firstUIEventTimestamp > 0 && entry.blockingDuration > 0;
          if (entry.duration <= slowMs && !isWaitedFor) continue;
          if (--left < 0) page.countDropped('logs', 'budget', 1);
          else tell(page, entry);
        }
      });
    },
  };
}

function isLongFrame(entry: PerformanceEntry): entry is LongFrame {
  return 'scripts' in entry;
}

function tell(page: Page, { startTime, duration, blockingDuration, scripts }: LongFrame): void {
  const longest = [...scripts].sort((a, b) => b.duration - a.duration).slice(0, MAX_SCRIPTS);
  page.addLog(SCOPE, {
    time: page.timeOf(startTime),
    eventName: EVENT_BROWSER_LONG_ANIMATION_FRAME,
    attributes: {
      [ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS]: duration,
      [ATTR_SIGHTGLASS_ANIMATION_FRAME_BLOCKING_MS]: blockingDuration,
      [ATTR_SIGHTGLASS_ANIMATION_FRAME_SCRIPTS]: longest.map((script) => ({
        url: page.redact(script.sourceURL),
        function: script.sourceFunctionName,
        duration_ms: script.duration,
      })),
    },
  });
}

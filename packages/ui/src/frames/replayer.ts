import { Replayer as ReplayerOfRrweb } from '@rrweb/replay';
import type { RecordedEvent } from './messages.ts';

type PlayedEvent = Exclude<Parameters<ReplayerOfRrweb['addEvent']>[0], string>;

/** Plays a recording; times are milliseconds since its first event. */
export interface Replayer {
  play(offsetMs: number): void;
  pause(offsetMs: number): void;
  add(event: RecordedEvent): void;
  now(): number;
  setSpeed(speed: number): void;
  destroy(): void;
}

export interface ReplayerOptions {
  readonly root: HTMLElement;
  readonly speed: number;
  /** Hears how large the recorded window is. */
  readonly onSize: (size: { readonly width: number; readonly height: number }) => void;
}

/** The player knows events 0 to 6, and passes over data that it cannot use. */
const isPlayed = (event: unknown): event is PlayedEvent =>
  typeof event === 'object' &&
  event !== null &&
  'type' in event &&
  [0, 1, 2, 3, 4, 5, 6].includes(Number(event.type)) &&
  'timestamp' in event &&
  Number.isFinite(event.timestamp);

const isSize = (size: unknown): size is { readonly width: number; readonly height: number } =>
  typeof size === 'object' &&
  size !== null &&
  'width' in size &&
  'height' in size &&
  Number(size.width) > 0 &&
  Number(size.height) > 0;

/** The player wants two events at least: this one says nothing. */
const SILENT = 5;

/** Builds the recorded page in a frame of its own below `root`, without scripts. */
export function createReplayer(events: readonly RecordedEvent[], options: ReplayerOptions): Replayer {
  const filler = { type: SILENT, timestamp: events[0]?.timestamp ?? 0, data: { tag: '', payload: null } };
  const replayer = new ReplayerOfRrweb([...events, filler].filter(isPlayed), {
    root: options.root,
    speed: options.speed,
    mouseTail: false,
    showWarning: false,
    triggerFocus: false, // the reader's focus is not the recording's
    logger: { ...console, log: () => undefined, warn: () => undefined },
  });
  replayer.on('resize', (size) => {
    if (isSize(size)) options.onSize(size);
  });
  return {
    play: (offsetMs) => replayer.play(offsetMs),
    pause: (offsetMs) => replayer.pause(offsetMs),
    add(event) {
      if (isPlayed(event)) replayer.addEvent(event);
    },
    now: () => replayer.getCurrentTime(),
    setSpeed: (speed) => replayer.setConfig({ speed }),
    destroy: () => replayer.destroy(),
  };
}

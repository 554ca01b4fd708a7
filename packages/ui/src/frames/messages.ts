/** What the session page and the document that plays its recordings say to each other. */

/** An event as the recorder wrote it. Whatever it holds comes from somebody's page. */
export interface RecordedEvent {
  readonly type: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly data?: unknown;
}

/** Times are milliseconds since the Unix epoch, as the recording's own. */
export type ToPlayer =
  /** Plays these events in place of whatever was there. */
  | {
      readonly kind: 'load';
      readonly events: readonly RecordedEvent[];
      readonly atMs: number;
      readonly isPlaying: boolean;
      readonly speed: number;
    }
  /** Events that follow those that are there. */
  | { readonly kind: 'append'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'go'; readonly atMs: number; readonly isPlaying: boolean }
  | { readonly kind: 'speed'; readonly speed: number };

export type FromPlayer =
  /** The document listens. */
  | { readonly kind: 'ready' }
  /** Where it plays; `isStarved` when everything that was given to it has been played. */
  | { readonly kind: 'now'; readonly atMs: number; readonly isStarved: boolean }
  /** How large the recorded window is at that moment, CSS pixels. */
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | { readonly kind: 'failed'; readonly message: string };

const TO_PLAYER: readonly unknown[] = ['load', 'append', 'go', 'speed'] satisfies ToPlayer['kind'][];
const FROM_PLAYER: readonly unknown[] = ['ready', 'now', 'size', 'failed'] satisfies FromPlayer['kind'][];

const kindOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'kind' in data ? data.kind : undefined;

/** Whether it is one of ours: extensions and tools talk to every window. */
export const isToPlayer = (data: unknown): data is ToPlayer => TO_PLAYER.includes(kindOf(data));
export const isFromPlayer = (data: unknown): data is FromPlayer => FROM_PLAYER.includes(kindOf(data));

/** Where the document stands: nothing of a recording is loaded from anywhere, or images and styles of its site are. */
export const PLAYER_PATHS = { closed: '/frames/player', open: '/frames/player-open' } as const;

/**
 * Plays the recordings of a session: asks for them in pieces as they are played, hands them to the document that shows them, and jumps
 * over idle stretches. It draws nothing, and knows no page.
 */
import { REPLAY_TAG_VALUE_STOPPED } from '@sightglass/api/semconv';
import type { Answers, Recording } from '../../../ask/types.ts';
import type { FromPlayer, RecordedEvent, ToPlayer } from '../../../frames/messages.ts';
import { activityIn, idleBetween, type Stretch } from './idle.ts';

export type Piece = Answers['sessions/:id/replay'];

export interface PlaybackState {
  /** Where the session is looked at, milliseconds since the Unix epoch; also without a recording. */
  readonly nowMs: number;
  readonly isPlaying: boolean;
  /** Whether a piece is awaited without which nothing can be shown. */
  readonly isLoading: boolean;
  /** The recording of this moment; null where there is none. */
  readonly replay: Recording | null;
  readonly speed: number;
  readonly skipsIdle: boolean;
  /** What is known to be idle of the pieces that are there. */
  readonly idle: readonly Stretch[];
  /** What was lost of the recording: chunks that never came, or could not be read. */
  readonly lost: number;
  /** Whether the page stopped recording by itself, because that cost it too much. */
  readonly isCutShort: boolean;
  /** The recorded window, CSS pixels; null until something was shown. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly problem: string | null;
}

export interface PlaybackOptions {
  readonly replays: readonly Recording[];
  readonly startMs: number;
  readonly endMs: number;
  /** A piece of a recording: from the last snapshot before a time, or what follows a piece. */
  readonly ask: (replayId: string, from: { readonly atMs: number } | { readonly after: number }) => Promise<Piece>;
  readonly post: (message: ToPlayer) => void;
  readonly onChange: (state: PlaybackState) => void;
}

export interface Playback {
  readonly state: () => PlaybackState;
  hear(message: FromPlayer): void;
  seek(atMs: number): void;
  play(): void;
  pause(): void;
  choose(replayId: string): void;
  setSpeed(speed: number): void;
  setSkipsIdle(skipsIdle: boolean): void;
  stop(): void;
}

/** The pieces that the document has, without a hole. */
interface Run {
  readonly replayId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What to ask for next; null at the end of the recording. */
  readonly next: number | null;
  readonly activity: readonly number[];
  readonly lost: number;
  readonly isCutShort: boolean;
}

interface Gathered {
  readonly run: Run;
  readonly events: readonly RecordedEvent[];
}

/** The next piece is asked for this long before it is needed, of the time of the one who watches. */
const AHEAD_MS = 20_000;

export function createPlayback(options: PlaybackOptions, firstMs: number, firstReplay: string): Playback {
  const { replays, startMs, endMs, ask, post } = options;
  let state: PlaybackState = {
    nowMs: clamp(firstMs),
    isPlaying: false,
    isLoading: false,
    replay: replays.find(({ replayId }) => replayId === firstReplay) ?? replayAt(replays, firstMs, null),
    speed: 1,
    skipsIdle: true,
    idle: [],
    lost: 0,
    isCutShort: false,
    size: null,
    problem: null,
  };
  let run: Run | null = null;
  let isReady = false;
  let isFetching = false;
  // What is awaited for an earlier wish is thrown away when it comes.
  let wish = 0;

  function clamp(atMs: number): number {
    return Math.min(Math.max(atMs, startMs), endMs);
  }

  function set(change: Partial<PlaybackState>): void {
    state = { ...state, ...change };
    options.onChange(state);
  }

  function fail(error: unknown): void {
    set({ problem: error instanceof Error ? error.message : String(error), isLoading: false, isPlaying: false });
  }

  /** Shows the present moment: from what the document has, else from the server. */
  function show(): void {
    const { replay, nowMs, isPlaying } = state;
    if (!isReady || replay === null) return;
    const has = run?.replayId === replay.replayId && nowMs >= run.fromMs && (nowMs <= run.toMs || run.next === null);
    if (has) post({ kind: 'go', atMs: nowMs, isPlaying });
    else load(replay, nowMs);
  }

  /** Asks for pieces until one reaches the moment; null when something else was wished for in the meantime. */
  async function gather(replayId: string, atMs: number, own: number): Promise<Gathered | null> {
    const first = await ask(replayId, { atMs });
    let found: Gathered = { run: runOf(replayId, first), events: eventsOf(first) };
    while (found.run.next !== null && (found.run.toMs < atMs || found.events.length < 2)) {
      if (own !== wish) return null;
      const piece = await ask(replayId, { after: found.run.next });
      found = { run: joined(found.run, piece), events: [...found.events, ...eventsOf(piece)] };
    }
    return own === wish ? found : null;
  }

  function load({ replayId }: Recording, atMs: number): void {
    wish += 1;
    const own = wish;
    run = null;
    isFetching = true;
    set({ isLoading: true, problem: null, idle: [], lost: 0, isCutShort: false });
    gather(replayId, atMs, own).then(
      (found) => {
        if (found === null) return;
        isFetching = false;
        run = found.run;
        post({
          kind: 'load',
          events: found.events,
          atMs: state.nowMs,
          isPlaying: state.isPlaying,
          speed: state.speed,
        });
        set({ isLoading: false, ...knownOf(run) });
      },
      (error: unknown) => failIf(own, error),
    );
  }

  function loadMore(from: Run): void {
    if (isFetching || from.next === null) return;
    isFetching = true;
    const own = wish;
    ask(from.replayId, { after: from.next }).then(
      (piece) => {
        if (own !== wish) return;
        isFetching = false;
        run = joined(from, piece);
        post({ kind: 'append', events: eventsOf(piece) });
        set(knownOf(run));
      },
      (error: unknown) => failIf(own, error),
    );
  }

  /** Of what nobody waits for any more, nothing is said. */
  function failIf(own: number, error: unknown): void {
    if (own !== wish) return;
    isFetching = false;
    fail(error);
  }

  function follow(atMs: number, isStarved: boolean): void {
    if (run === null || !state.isPlaying) return;
    set({ nowMs: clamp(atMs) });
    if (run.next !== null && run.toMs - atMs < AHEAD_MS * state.speed) loadMore(run);
    const idle = state.skipsIdle ? state.idle.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs) : undefined;
    if (idle !== undefined) seek(idle.toMs);
    else if (isStarved && run.next === null) goOn(run);
  }

  /** At the end of a recording the next one begins, if there is one. */
  function goOn({ toMs, replayId }: Run): void {
    const next = replays.find((replay) => replay.replayId !== replayId && replay.startMs >= toMs);
    if (next === undefined) {
      set({ isPlaying: false });
      return;
    }
    set({ replay: next, nowMs: clamp(next.startMs) });
    show();
  }

  function seek(atMs: number): void {
    const nowMs = clamp(atMs);
    const replay = replayAt(replays, nowMs, state.replay);
    set({ nowMs, replay });
    show();
  }

  return {
    state: () => state,
    hear(message) {
      if (message.kind === 'ready') {
        isReady = true;
        run = null; // a document that begins anew has nothing
        show();
      } else if (message.kind === 'now') follow(message.atMs, message.isStarved);
      else if (message.kind === 'size') set({ size: { width: message.width, height: message.height } });
      else fail(message.message);
    },
    seek,
    play() {
      if (state.replay === null) {
        const next = replays.find(({ startMs: start }) => start >= state.nowMs) ?? replays[0];
        if (next === undefined) return;
        set({ replay: next, nowMs: clamp(next.startMs) });
      }
      // At its end it begins again.
      const isOver = run !== null && run.next === null && state.nowMs >= run.toMs && state.replay !== null;
      set({ isPlaying: true, problem: null, ...(isOver && { nowMs: clamp(state.replay?.startMs ?? startMs) }) });
      show();
    },
    pause() {
      set({ isPlaying: false });
      show();
    },
    choose(replayId) {
      const replay = replays.find((known) => known.replayId === replayId);
      if (replay === undefined) return;
      const { nowMs } = state;
      set({ replay, nowMs: nowMs >= replay.startMs && nowMs <= replay.endMs ? nowMs : clamp(replay.startMs) });
      show();
    },
    setSpeed(speed) {
      set({ speed });
      post({ kind: 'speed', speed });
    },
    setSkipsIdle: (skipsIdle) => set({ skipsIdle }),
    stop() {
      wish += 1;
    },
  };
}

/** The recording in which a moment lies: the one that is watched, else the one that began last before it. */
function replayAt(replays: readonly Recording[], atMs: number, watched: Recording | null): Recording | null {
  const holds = ({ startMs, endMs }: Recording): boolean => atMs >= startMs && atMs <= endMs;
  if (watched !== null && holds(watched)) return watched;
  return replays.findLast(holds) ?? null;
}

const eventsOf = ({ items }: Piece): readonly RecordedEvent[] =>
  items.flatMap(({ events }) => events.flatMap((event) => recordedOf(event) ?? []));

/** Whoever sends a recording may send anything as an event. */
function recordedOf({ type, timestamp, data }: Readonly<Record<string, unknown>>): RecordedEvent | null {
  return typeof type === 'number' && typeof timestamp === 'number' ? { type, timestamp, data } : null;
}
const lostIn = ({ missing, broken }: Piece): number => missing.length + broken.length;

function runOf(replayId: string, piece: Piece): Run {
  const times = eventsOf(piece).map(({ timestamp }) => timestamp);
  return {
    replayId,
    fromMs: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
    toMs: times.reduce((most, time) => Math.max(most, time), 0),
    next: piece.next,
    activity: activityIn(eventsOf(piece)),
    lost: lostIn(piece),
    isCutShort: eventsOf(piece).some(isStop),
  };
}

function joined(run: Run, piece: Piece): Run {
  const more = runOf(run.replayId, piece);
  return {
    ...more,
    fromMs: Math.min(run.fromMs, more.fromMs),
    toMs: Math.max(run.toMs, more.toMs),
    // An answer that leads nowhere is the last one.
    next: more.next !== null && run.next !== null && more.next <= run.next ? null : more.next,
    activity: [...run.activity, ...more.activity],
    lost: run.lost + more.lost,
    isCutShort: run.isCutShort || more.isCutShort,
  };
}

/** What a recorder writes last when it gives up: an event of its own, with a tag. */
const CUSTOM = 5;

const isStop = ({ type, data }: RecordedEvent): boolean =>
  type === CUSTOM &&
  typeof data === 'object' &&
  data !== null &&
  'tag' in data &&
  data.tag === REPLAY_TAG_VALUE_STOPPED;

function knownOf({
  activity,
  fromMs,
  toMs,
  lost,
  isCutShort,
}: Run): Pick<PlaybackState, 'idle' | 'lost' | 'isCutShort'> {
  return { idle: idleBetween(activity, { fromMs, toMs }), lost, isCutShort };
}

/**
 * The document in which a recording is played. It stands in a frame of the session page with a policy of its own, because a
 * recorded page has inline styles, which the pages' policy forbids; in it stands a second frame, without scripts, that holds the
 * recorded page. Both ends of the talk check who speaks.
 */
import { createReplayer, type Replayer } from './replayer.ts';
import { harmless, type Loading } from './harmless.ts';
import { isToPlayer, PLAYER_PATHS, type FromPlayer, type RecordedEvent, type ToPlayer } from './messages.ts';
import './player.css';

const loading: Loading = window.location.pathname === PLAYER_PATHS.open ? 'looks' : 'nothing';
const stage = document.getElementById('stage') ?? document.body;
const origin = window.location.origin;

const send = (message: FromPlayer): void => window.parent.postMessage(message, origin);

interface Tape {
  readonly replayer: Replayer;
  readonly firstMs: number;
  lastMs: number;
  /** When the page was recorded anew (META), and when as a whole right after that (FULL), in order. */
  readonly metas: number[];
  readonly snapshots: number[];
}

const META = 4;
const FULL = 2;

let tape: Tape | null = null;
let isPlaying = false;
let recorded = { width: 0, height: 0 };

window.addEventListener('message', (message: MessageEvent<unknown>) => {
  if (message.origin !== origin || message.source !== window.parent || !isToPlayer(message.data)) return;
  try {
    obey(message.data);
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});

function obey(message: ToPlayer): void {
  switch (message.kind) {
    case 'load':
      load(message);
      break;
    case 'append':
      append(message.events);
      break;
    case 'go':
      go(message.atMs, message.isPlaying);
      break;
    case 'speed':
      tape?.replayer.setSpeed(message.speed);
      break;
  }
}

const cleaned = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  events.map((event) => harmless(event, loading)).filter((event) => event !== null);

function load({ events, atMs, isPlaying: plays, speed }: Extract<ToPlayer, { kind: 'load' }>): void {
  tape?.replayer.destroy();
  tape = null;
  const known = cleaned(events);
  if (known.length === 0) return;
  const times = known.map(({ timestamp }) => timestamp);
  const onSize = (size: typeof recorded): void => {
    recorded = size;
    fit();
    send({ kind: 'size', width: size.width, height: size.height });
  };
  const replayer = createReplayer(known, { root: stage, speed, onSize });
  tape = {
    replayer,
    firstMs: times.reduce((least, time) => Math.min(least, time)),
    lastMs: times.reduce((most, time) => Math.max(most, time)),
    metas: timesOf(known, META),
    snapshots: timesOf(known, FULL),
  };
  go(atMs, plays);
}

function append(events: readonly RecordedEvent[]): void {
  if (tape === null) return;
  const wasStarved = isStarved(tape);
  const atMs = nowOf(tape);
  const more = cleaned(events);
  for (const event of more) {
    tape.replayer.add(event);
    tape.lastMs = Math.max(tape.lastMs, event.timestamp);
  }
  tape.metas.push(...timesOf(more, META));
  tape.snapshots.push(...timesOf(more, FULL));
  // What has come to its end does not go on by itself. Events are taken in the next microtask.
  if (wasStarved && isPlaying) queueMicrotask(() => go(atMs, true));
}

function go(atMs: number, plays: boolean): void {
  isPlaying = plays;
  if (tape === null) return;
  // What happened at that very moment is part of it: the player takes what lies before.
  const offset = Math.min(settled(tape, atMs), tape.lastMs) - tape.firstMs + 1;
  if (plays) tape.replayer.play(offset);
  else tape.replayer.pause(offset);
  tell();
}

const timesOf = (events: readonly RecordedEvent[], wanted: number): number[] =>
  events.filter(({ type }) => type === wanted).map(({ timestamp }) => timestamp);

/**
 * Between the start of a recorded page and its first whole picture, some ms later, there is nothing to show, and the player leaves
 * what it showed before: there it is the picture that is meant.
 */
function settled({ metas, snapshots, firstMs }: Tape, atMs: number): number {
  const begun = metas.findLast((at) => at <= atMs) ?? firstMs;
  return Math.max(atMs, snapshots.find((at) => at >= begun) ?? atMs);
}

const nowOf = ({ replayer, firstMs, lastMs }: Tape): number => Math.min(firstMs + replayer.now(), lastMs);
const isStarved = (playing: Tape): boolean => nowOf(playing) >= playing.lastMs;

function tell(): void {
  if (tape !== null) send({ kind: 'now', atMs: nowOf(tape), isStarved: isStarved(tape) });
}

/** How often the page hears where it plays, milliseconds: its now-line moves that often. */
const TELL_MS = 100;
setInterval(() => {
  if (isPlaying) tell();
}, TELL_MS);

/** Shows the whole recorded window, as large as there is room. */
function fit(): void {
  const { width, height } = recorded;
  if (width === 0) return; // nothing was shown yet
  const scale = Math.min(window.innerWidth / width, window.innerHeight / height);
  stage.style.transform = `scale(${scale}) translate(-50%, -50%)`;
}
window.addEventListener('resize', fit);

send({ kind: 'ready' });

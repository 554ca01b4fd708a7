import { beforeEach, describe, expect, test } from 'vitest';
import type { Recording } from '../../../ask/types.ts';
import type { ToPlayer } from '../../../frames/messages.ts';
import { createPlayback, type Piece, type Playback, type PlaybackState } from './playback.ts';

const HOUR = 3_600_000;
const recording = (replayId: string, startMs: number, endMs: number): Recording => ({
  replayId,
  startMs,
  endMs,
  chunks: 3,
  events: 9,
  isComplete: true,
});
const click = (timestamp: number): Record<string, unknown> => ({ type: 3, timestamp, data: { source: 2 } });
const first = (timestamp: number): Record<string, unknown>[] => [
  { type: 4, timestamp, data: {} },
  { type: 2, timestamp, data: {} },
];

/** A recording of 120 s in four chunks, with a snapshot in the first and in the third. */
const CHUNKS: readonly Record<string, unknown>[][] = [
  [...first(0), click(10_000)],
  [click(20_000), click(40_000)],
  [...first(60_000), click(70_000)],
  [click(100_000), click(120_000)],
];

type From = { readonly atMs: number } | { readonly after: number };

interface Stage {
  readonly playback: Playback;
  readonly posted: ToPlayer[];
  readonly asked: (From & { readonly replayId: string })[];
  readonly states: PlaybackState[];
}

function pieceFrom(from: From): Piece {
  const seq = 'after' in from ? from.after + 1 : from.atMs >= 60_000 ? 2 : 0;
  const events = CHUNKS[seq] ?? [];
  const times = events.map(({ timestamp }) => Number(timestamp));
  return {
    from: '',
    to: '',
    stats: { rowsRead: 0, ms: 0 },
    replayId: 'r',
    items: [{ seq, firstMs: Math.min(...times), lastMs: Math.max(...times), events }],
    next: seq + 1 < CHUNKS.length ? seq : null,
    missing: [],
    broken: [],
  };
}

function stage(
  answer: (from: From) => Promise<Piece> = (from) => Promise.resolve(pieceFrom(from)),
  replays = [recording('r', 0, 120_000)],
  firstMs = 0,
): Stage {
  const posted: ToPlayer[] = [];
  const asked: Stage['asked'] = [];
  const states: PlaybackState[] = [];
  const playback = createPlayback(
    {
      replays,
      startMs: 0,
      endMs: 300_000,
      ask: (replayId, from) => {
        asked.push({ replayId, ...from });
        return answer(from);
      },
      post: (message) => posted.push(message),
      onChange: (state) => states.push(state),
    },
    firstMs,
    '',
  );
  return { playback, posted, asked, states };
}

/** Lets all that is promised happen. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const times = (message: ToPlayer | undefined): unknown =>
  message !== undefined && 'events' in message ? message.events.map(({ timestamp }) => timestamp) : undefined;

let on: Stage;
beforeEach(async () => {
  on = stage();
  on.playback.hear({ kind: 'ready' });
  await settled();
});

describe('a recording', () => {
  test('is shown from its first piece, before anything else is asked for', () => {
    expect(on.asked).toEqual([{ replayId: 'r', atMs: 0 }]);
    expect(on.posted).toEqual([{ kind: 'load', events: expect.any(Array), atMs: 0, isPlaying: false, speed: 1 }]);
    expect(on.playback.state()).toMatchObject({ isLoading: false, isPlaying: false, nowMs: 0 });
  });

  test('nothing is asked before the document listens', async () => {
    const { asked, playback } = stage();
    playback.play();
    await settled();
    expect(asked).toEqual([]);
  });

  test('comes piece by piece as it plays, each once', async () => {
    on.playback.play();
    on.playback.hear({ kind: 'now', atMs: 5000, isStarved: false });
    on.playback.hear({ kind: 'now', atMs: 5100, isStarved: false });
    await settled();
    expect(on.asked.slice(1)).toEqual([{ replayId: 'r', after: 0 }]);
    expect(on.posted.at(-1)).toMatchObject({ kind: 'append' });
    expect(times(on.posted.at(-1))).toEqual([20_000, 40_000]);
  });

  test('far ahead begins at the snapshot before, and what lies between is not asked for', async () => {
    on.playback.seek(110_000);
    await settled();
    expect(on.asked.slice(1)).toEqual([
      { replayId: 'r', atMs: 110_000 },
      { replayId: 'r', after: 2 },
    ]);
    expect(times(on.posted.at(-1))).toEqual([60_000, 60_000, 70_000, 100_000, 120_000]);
    expect(on.posted.at(-1)).toMatchObject({ kind: 'load', atMs: 110_000 });
  });

  test('that is there is not asked for again', async () => {
    on.playback.seek(8000);
    await settled();
    expect(on.asked).toHaveLength(1);
    expect(on.posted.at(-1)).toEqual({ kind: 'go', atMs: 8000, isPlaying: false });
  });

  test('is shown where one went last, when several answers are on their way', async () => {
    on.playback.seek(110_000);
    on.playback.seek(15_000);
    await settled();
    const loads = on.posted.filter(({ kind }) => kind === 'load').slice(1);
    expect(loads).toMatchObject([{ atMs: 15_000 }]);
  });

  test('of an empty or endless answer does not go round and round', async () => {
    const { asked, playback } = stage((from) => Promise.resolve({ ...pieceFrom(from), items: [], next: 0 }));
    playback.hear({ kind: 'ready' });
    await settled();
    expect(asked).toHaveLength(2);
  });
});

describe('idle time', () => {
  const quiet = [first(0).concat(click(1000)), [click(1000 + 35 * HOUR), click(2000 + 35 * HOUR)]];
  const quietPiece = (from: From): Promise<Piece> => {
    const seq = 'after' in from ? 1 : 0;
    const events = quiet[seq] ?? [];
    return Promise.resolve({
      ...pieceFrom(from),
      items: [{ seq, firstMs: 0, lastMs: 0, events }],
      next: seq === 0 ? 0 : null,
    });
  };

  test('of 35 hours is jumped over as soon as its end is known', async () => {
    const { playback, posted } = stage(quietPiece, [recording('r', 0, 40 * HOUR)]);
    playback.hear({ kind: 'ready' });
    await settled();
    playback.play();
    playback.hear({ kind: 'now', atMs: 1000, isStarved: true });
    await settled();
    playback.hear({ kind: 'now', atMs: 2500, isStarved: false });
    expect(posted.at(-1)).toMatchObject({ kind: 'go', isPlaying: true });
    expect(playback.state().nowMs).toBe(300_000); // as far as this session goes
  });

  test('is played where the reader wants it', async () => {
    const { playback, posted } = stage(quietPiece, [recording('r', 0, 40 * HOUR)]);
    playback.hear({ kind: 'ready' });
    await settled();
    playback.setSkipsIdle(false);
    playback.play();
    playback.hear({ kind: 'now', atMs: 1000, isStarved: true });
    await settled();
    playback.hear({ kind: 'now', atMs: 2500, isStarved: false });
    expect(playback.state().nowMs).toBe(2500);
    expect(posted.at(-1)?.kind).toBe('append');
  });
});

describe('several recordings', () => {
  const two = [recording('a', 0, 120_000), recording('b', 150_000, 200_000)];

  test('follow each other', async () => {
    const { playback, asked } = stage(undefined, two);
    playback.hear({ kind: 'ready' });
    playback.seek(115_000);
    await settled();
    playback.play();
    playback.hear({ kind: 'now', atMs: 120_000, isStarved: true });
    expect(playback.state()).toMatchObject({ nowMs: 150_000, isPlaying: true });
    expect(playback.state().replay?.replayId).toBe('b');
    expect(asked.at(-1)).toEqual({ replayId: 'b', atMs: 150_000 });
  });

  test('leave moments of which nothing was recorded', () => {
    const { playback } = stage(undefined, two);
    playback.seek(130_000);
    expect(playback.state().replay).toBeNull();
    playback.play();
    expect(playback.state().replay?.replayId).toBe('b');
  });

  test('of two tabs at a time: the one that is watched stays, the other can be chosen', () => {
    const tabs = [recording('a', 0, 120_000), recording('b', 50_000, 200_000)];
    const { playback } = stage(undefined, tabs);
    playback.seek(60_000);
    expect(playback.state().replay?.replayId).toBe('a');
    playback.choose('b');
    playback.seek(70_000);
    expect(playback.state().replay?.replayId).toBe('b');
  });
});

test('the end stops, and Play begins again', async () => {
  on.playback.seek(110_000);
  await settled();
  on.playback.play();
  on.playback.hear({ kind: 'now', atMs: 120_000, isStarved: true });
  expect(on.playback.state().isPlaying).toBe(false);
  on.playback.play();
  expect(on.playback.state()).toMatchObject({ isPlaying: true, nowMs: 0 });
});

test('what was lost, and a recorder that gave up, are told', async () => {
  const stop = {
    type: 5,
    timestamp: 11_000,
    data: { tag: 'sightglass.replay.stopped', payload: { reason: 'budget' } },
  };
  const { playback } = stage((from) => {
    const piece = pieceFrom(from);
    return Promise.resolve({
      ...piece,
      items: [...piece.items, { seq: 9, firstMs: 0, lastMs: 0, events: [stop] }],
      missing: [1, 2],
      broken: [{ seq: 3, reason: 'x' }],
      next: null,
    });
  });
  playback.hear({ kind: 'ready' });
  await settled();
  expect(playback.state()).toMatchObject({ lost: 3, isCutShort: true });
});

test('a failed question says so, stops, and is asked again on demand', async () => {
  let isDown = true;
  const { playback, posted } = stage((from) =>
    isDown ? Promise.reject(new Error('the server is away')) : Promise.resolve(pieceFrom(from)),
  );
  playback.hear({ kind: 'ready' });
  await settled();
  expect(playback.state()).toMatchObject({ problem: 'the server is away', isPlaying: false, isLoading: false });
  isDown = false;
  playback.seek(0);
  await settled();
  expect(playback.state().problem).toBeNull();
  expect(posted.map(({ kind }) => kind)).toEqual(['load']);
});

import { REPLAY_TAG_VALUE_STOPPED } from '@sightglass/api/semconv';
import type { eventWithTime } from '@rrweb/types';
import type { Page } from '../../capture.ts';
import type { ResolvedReplayOptions } from '../options.ts';
import type { Recorder, Recording } from '../recorder.ts';
import { whenIdle } from '../../page/when-idle.ts';
import { createBudget } from './budget.ts';
import { createBuffer } from './buffer.ts';
import { createChunks } from './chunks.ts';
import { createMaskEvent } from './mask/event.ts';
import { createMarks } from './mask/marks.ts';
import { createPack } from './pack.ts';
import { mirror, startRrweb, takeSnapshot } from './rrweb.ts';
import { frameOf, isProvisional } from './tree.ts';
import { CUSTOM, INCREMENTAL, MUTATION } from './rrweb-values.ts';

const TICK_MS = 10_000;
/** Play can begin with each snapshot; what waits for an error keeps what came since the one before the last. */
const SNAPSHOT_MS = 300_000;
const WAITING_SNAPSHOT_MS = 60_000;
/** Somebody who does nothing for so long is away. */
const AWAY_MS = 300_000;
/** What tells that somebody is back. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'scroll'];
/** So many changes within a second cost more than a new snapshot; from one to the next snapshot the page has this many times what it took. */
const BURST = 2000;
const BURST_MS = 1000;
const REST = 20;

/** See {@link StartRecorder}. */
export function startRecorder(page: Page, options: ResolvedReplayOptions, { session, isWaiting }: Recording): Recorder {
  const { pack, stop: stopPacking } = createPack(page, options.workerUrl);
  const marks = createMarks(options);
  const maskEvent = createMaskEvent(options, marks, mirror, (url) => page.redact(url));
  const budget = createBudget(options.maxShare, () => giveUp());
  const chunks = createChunks(page, session.id, pack, () => giveUp());
  const startedAt = page.now();
  let buffer = isWaiting ? createBuffer() : undefined;
  let stopRrweb: (() => void) | undefined;
  let [isStopped, isGivenUp, isAway] = [false, false, false];
  let [activeAt, snapshotAt, snapshotMs, changes] = [startedAt, 0, 0, 0];
  let burst = { at: 0, count: 0 };

  const keep = (event: eventWithTime): void => {
    event.timestamp = Math.round(page.now());
    if (!maskEvent(event)) return;
    const { timestamp: time, type } = event;
    (buffer ?? chunks).add({ json: JSON.stringify(event), time, type });
  };
  const onEvent = page.guarded((event: eventWithTime) => {
    if (isStopped) return;
    changes++;
    budget.spend(() => keep(event));
    if (event.type === INCREMENTAL && event.data.source !== MUTATION) activeAt = event.timestamp;
  });
  const onMutations = (count: number, run: () => void): void => {
    const at = page.now();
    if (at - burst.at > BURST_MS) burst = { at, count: 0 };
    burst.count += count;
    if (burst.count <= BURST) return budget.spend(run);
    // What has changed is in the next snapshot.
    pause();
    page.after(Math.max(BURST_MS, REST * snapshotMs), record);
  };

  const snapshot = (take: () => void): void => {
    const before = budget.spent();
    budget.spend(page.guarded(take));
    snapshotMs = budget.spent() - before;
    [snapshotAt, changes] = [page.now(), 0];
  };
  function record(): void {
    void whenIdle(page).then(() => {
      if (isStopped || stopRrweb) return;
      snapshot(() => {
        stopRrweb = startRrweb(options, {
          onEvent,
          onMutations,
          onError: page.guarded((error) => {
            throw error;
          }),
          blocked: marks.blocked,
          isLeftOut: (frame) => !options.iframes || isProvisional(frame) || marks.isBlocked(frameOf(frame)),
        });
      });
    });
  }
  function pause(): void {
    stopRrweb?.();
    stopRrweb = undefined;
  }
  const again = (): void => {
    // rrweb would observe each frame once more with every further snapshot.
    if (options.iframes) {
      pause();
      record();
    } else void whenIdle(page).then(() => stopRrweb && snapshot(takeSnapshot));
  };
  const look = (): void => {
    if (isStopped) return;
    page.after(TICK_MS, look);
    const now = page.now();
    if (now - startedAt > options.maxMinutes * 60_000) return giveUp();
    if (!stopRrweb) return;
    if (now - activeAt > AWAY_MS) {
      isAway = true;
      // Not before: pointers move much.
      for (const type of SIGNS) page.listen(globalThis, type, back, { once: true });
      pause();
    } else if (changes > 0 && now - snapshotAt > (buffer ? WAITING_SNAPSHOT_MS : SNAPSHOT_MS)) again();
  };
  const back = (): void => {
    if (!isAway) return;
    isAway = false;
    activeAt = page.now();
    record();
  };
  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    pause();
    if (!buffer) chunks.leave();
    buffer = undefined;
    stopPacking();
  }
  function giveUp(): void {
    // Once: what it has to say of that may itself be too much.
    if (isStopped || isGivenUp) return;
    isGivenUp = true;
    page.countDropped('replay', 'budget', 1);
    if (!buffer)
      keep({ type: CUSTOM, data: { tag: REPLAY_TAG_VALUE_STOPPED, payload: { reason: 'budget' } }, timestamp: 0 });
    stop();
  }

  page.on('leave', () => buffer ?? chunks.leave());
  page.onStop(stop);
  page.after(TICK_MS, look);
  record();
  return {
    send: page.guarded(() => {
      const lines = buffer?.lines() ?? [];
      buffer = undefined;
      for (const line of lines) chunks.add(line);
    }),
    stop: page.guarded(stop),
  };
}

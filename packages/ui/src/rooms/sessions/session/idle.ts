/** Stretches of a recording in which the person did nothing: they are skipped, however long they are. */
import type { RecordedEvent } from '../../../frames/messages.ts';

/** A stretch in milliseconds since the Unix epoch. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Sources of an incremental snapshot that a person causes: pointer, scroll, input, touch, media, drag, selection. */
const BY_A_PERSON = new Set([1, 2, 3, 5, 6, 7, 12, 14]);
const INCREMENTAL = 3;

/** When the person did something, of what was recorded in order. */
export function activityIn(events: readonly RecordedEvent[]): number[] {
  return events.flatMap(({ type, timestamp, data }) => {
    const source = typeof data === 'object' && data !== null && 'source' in data ? data.source : undefined;
    return type === INCREMENTAL && typeof source === 'number' && BY_A_PERSON.has(source) ? [timestamp] : [];
  });
}

/** Less than this is no idleness. */
const IDLE_MS = 10_000;
/** Seen on both sides of what is skipped. */
const MARGIN_MS = 1000;

/** Where nothing was done between the first and the last moment of a stretch. */
export function idleBetween(activity: readonly number[], { fromMs, toMs }: Stretch): Stretch[] {
  const inside = activity.filter((at) => at > fromMs && at < toMs).sort((a, b) => a - b);
  const bounds = [fromMs, ...inside, toMs];
  return bounds.slice(1).flatMap((next, at) => {
    const last = bounds[at]!;
    return next - last > IDLE_MS ? [{ fromMs: last + MARGIN_MS, toMs: next - MARGIN_MS }] : [];
  });
}

import { ATTR_SIGHTGLASS_CLOCK_SHIFT } from '@sightglass/api/semconv';
import { bytesOf } from '../../store/native/growable.ts';
import type { Stamp } from './attributes.ts';
import type { TimeWindow } from './times.ts';

const SHIFT = bytesOf(Buffer.from(ATTR_SIGHTGLASS_CLOCK_SHIFT));

/** The mark of records whose times have been moved; undefined where the clock of their sender is right. */
export function clockStamp({ shiftMs }: TimeWindow): Stamp | undefined {
  return shiftMs === 0 ? undefined : { key: SHIFT, value: bytesOf(Buffer.from(String(shiftMs))) };
}

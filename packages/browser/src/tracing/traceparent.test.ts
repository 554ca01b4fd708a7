import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('is written as it is read', () => {
    for (const traceFlags of [0, 1]) {
      const header = formatTraceparent({ traceId, spanId, traceFlags });
      expect(header).toBe(`00-${traceId}-${spanId}-0${traceFlags}`);
      expect(parseTraceparent(header)).toEqual({ traceId, spanId, traceFlags });
    }
  });

  it('of a later version is read as far as this one goes, and of flags the first', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-03-what-comes`)).toEqual({ traceId, spanId, traceFlags: 1 });
    expect(parseTraceparent(` 00-${traceId}-${spanId}-02 `)).toEqual({ traceId, spanId, traceFlags: 0 });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a version that is none', `ff-${traceId}-${spanId}-01`],
    ['more than version 00 has', `00-${traceId}-${spanId}-01-more`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['two joined headers', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
  ])('is not read from %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

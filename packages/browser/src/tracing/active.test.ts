import { describe, expect, it } from 'vitest';
import { activeSpan, holdSpan, withSpan } from './active.ts';

const span = (spanId: string, onUse?: () => void): Parameters<typeof holdSpan>[0] => ({
  traceId: 't',
  spanId,
  traceFlags: 1,
  ...(onUse && { onUse }),
});

describe('the active span', () => {
  it('is that of the innermost call, and gone with it, also where it throws', () => {
    expect(activeSpan()).toBeUndefined();
    withSpan(span('outer'), () => {
      expect(() =>
        withSpan(span('inner'), () => {
          expect(activeSpan()?.spanId).toBe('inner');
          throw new RangeError();
        }),
      ).toThrow(RangeError);
      expect(activeSpan()?.spanId).toBe('outer');
    });
    expect(activeSpan()).toBeUndefined();
  });

  it('is that of what the person did where no call has one, until its tasks are over or another takes its place', () => {
    const release = holdSpan(span('click'));
    expect(activeSpan()?.spanId).toBe('click');
    withSpan(span('call'), () => expect(activeSpan()?.spanId).toBe('call'));
    withSpan(null, () => expect(activeSpan()).toBeUndefined());
    const releaseSecond = holdSpan(span('second'));
    release();
    expect(activeSpan()?.spanId).toBe('second');
    releaseSecond();
    expect(activeSpan()).toBeUndefined();
  });

  it('is told when somebody asks for it', () => {
    let uses = 0;
    const release = holdSpan(span('click', () => (uses += 1)));
    withSpan(span('call'), () => activeSpan());
    expect(uses).toBe(0);
    activeSpan();
    expect(uses).toBe(1);
    release();
  });
});

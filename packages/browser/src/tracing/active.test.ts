import { describe, expect, it } from 'vitest';
import { activeSpan, heldSpan, holdAgain, holdForJobs, holdSpan, withSpan } from './active.ts';

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

  it('is again that of what the person did where its work goes on, until that is over', () => {
    const click = span('click');
    holdSpan(click)();
    expect(heldSpan()).toBeUndefined();
    const [one, other] = [holdAgain(click), holdAgain(click)];
    one();
    one();
    expect(activeSpan()?.spanId).toBe('click');
    other();
    expect(activeSpan()).toBeUndefined();
  });

  it('is not again that of what the person did before something else', () => {
    const first = span('first');
    holdSpan(first)();
    const again = holdAgain(first);
    const releaseSecond = holdSpan(span('second'));
    again();
    expect(activeSpan()?.spanId).toBe('second');
    releaseSecond();
    const late = holdAgain(first);
    expect(activeSpan()).toBeUndefined();
    late();
  });

  it('is held through promise jobs, also of functions within functions, and in no task after them', async () => {
    const click = span('click');
    holdSpan(click)();
    const seen: unknown[] = [];
    const deep = async (levels: number): Promise<void> => {
      await Promise.resolve();
      if (levels > 0) await deep(levels - 1);
    };
    const jobs = deep(10).then(() => seen.push(activeSpan()?.spanId));
    const task = new Promise<void>((resolve) => {
      setTimeout(() => {
        seen.push(activeSpan()?.spanId);
        resolve();
      });
    });
    holdForJobs(click);
    await Promise.all([jobs, task]);
    expect(seen).toEqual(['click', undefined]);
  });
});

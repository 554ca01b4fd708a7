import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ServerError } from '../errors.ts';
import { createMeter } from './meter.ts';
import { startSelfReport, type SelfReportOptions } from './report.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const meter = createMeter({ version: '1', instanceId: 'one' });

/** Starts a report that reads every second, and lets time pass. */
async function after(seconds: number, options: Partial<SelfReportOptions>): Promise<void> {
  const report = startSelfReport({
    meter,
    keep: () => Promise.resolve(),
    everyMs: 1000,
    report: (error) => {
      throw error;
    },
    ...options,
  });
  await vi.advanceTimersByTimeAsync(seconds * 1000 + 500);
  await report.stop();
}

it('hands over a reading each time, and none once it has stopped', async () => {
  const kept: Buffer[] = [];
  const keep = (request: Buffer): Promise<void> => Promise.resolve(void kept.push(request));
  await after(3, { keep });
  await vi.advanceTimersByTimeAsync(5000);
  expect(kept.map((request) => request.includes('sightglass-server'))).toEqual([true, true, true]);
});

it('reads nothing where it is switched off', async () => {
  const collect = vi.fn<typeof meter.collect>();
  await after(30, { meter: { collect }, everyMs: 0 });
  expect(collect).not.toHaveBeenCalled();
});

it('waits for a store that is slow instead of handing over more', async () => {
  let underWay = 0;
  let most = 0;
  const keep = async (): Promise<void> => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    underWay--;
  };
  const done = after(10, { keep });
  await vi.advanceTimersByTimeAsync(30_000);
  await done;
  expect([most, underWay]).toEqual([1, 0]);
});

it('goes on when nothing can be kept, and tells of faults of its own only', async () => {
  const told: unknown[] = [];
  const failures = [new ServerError('SIGHTGLASS_OVERLOADED', 'full'), new Error('broken'), undefined];
  let calls = 0;
  const keep = (): Promise<void> => {
    const failure = failures[calls++];
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  };
  await after(4, { keep, report: (error) => told.push(error) });
  expect([calls, told]).toEqual([4, [new Error('broken')]]);
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Capture, Page } from '../capture.ts';
import { start } from '../core.ts';

let running: ReturnType<typeof start> | undefined;

/** A capture that does so much. */
function capture(name: string, run: (page: Page) => void): Capture {
  return { name, start: run };
}

afterEach(async () => {
  await running?.stop();
  performance.clearMarks();
  vi.restoreAllMocks();
});

describe('entries of the browser', () => {
  it('are told to everybody who asks for the same, by one observer, those from before included', async () => {
    const observed = vi.spyOn(PerformanceObserver.prototype, 'observe');
    performance.mark('before');
    const seen: string[] = [];
    const see = (who: string) => (entries: PerformanceEntryList) => {
      for (const { name } of entries) seen.push(`${who} ${name}`);
    };
    let late: Page | undefined;
    running = start({
      endpoint: 'http://127.0.0.1:9',
      service: 'page',
      consent: 'pending',
      captures: [
        capture('one', (page) => {
          late = page;
          page.observe('mark', see('one'));
        }),
        capture('other', (page) => void page.observe('mark', see('other'))),
      ],
    });
    await vi.waitFor(() => expect(seen).toEqual(['one before', 'other before']), 10_000);
    expect(observed).toHaveBeenCalledTimes(1);

    late?.observe('mark', see('late'));
    performance.mark('after');
    await vi.waitFor(() => expect(seen).toHaveLength(6), 10_000);
    expect(seen.slice(2).sort()).toEqual(['late after', 'late before', 'one after', 'other after']);
    expect(observed).toHaveBeenCalledTimes(2);
  });
});

import { describe, expect, it } from 'vitest';
import { createEventStream, type EventStream } from './event-stream.ts';

interface Opened {
  readonly stream: EventStream;
  readonly next: () => Promise<string | undefined>;
  ends: number;
}

function open(check = (): Promise<void> => Promise.resolve(), pingMs = 60_000): Opened {
  const places = new Map<string, string>();
  const opened: Opened = {
    ends: 0,
    stream: createEventStream({
      pingMs,
      mostWaiting: 3,
      id: '7',
      moveOn(list, place) {
        places.set(list, place);
        return [...places.values()].join('.');
      },
      check,
      onEnd: () => (opened.ends += 1),
    }),
    async next() {
      const { done, value } = await reader.read();
      return done ? undefined : new TextDecoder().decode(value);
    },
  };
  const reader = opened.stream.body.getReader();
  return opened;
}

const event = (sub: string, items: unknown[], dropped: number, id: string): string =>
  `event: items\nid: ${id}\ndata: ${JSON.stringify({ sub, items, dropped })}\n\n`;

describe('an event stream', () => {
  it('begins with a ping that says where to go on', async () => {
    const { stream, next } = open();
    expect(await next()).toBe('event: ping\nid: 7\ndata: {}\n\n');
    stream.close();
  });

  it('keeps the newest items of each list for a slow reader, and counts the others', async () => {
    const { stream, next } = open();
    await next();
    stream.add('a', { items: [1, 2], dropped: 0 }, '8');
    stream.add('b', { items: ['x'], dropped: 0 }, '9');
    stream.add('a', { items: [3, 4, 5], dropped: 10 }, '10');
    // What waits in other lists has not been sent: who goes on after this event must still get it.
    expect(await next()).toBe(event('a', [3, 4, 5], 12, '10'));
    expect(await next()).toBe(event('b', ['x'], 0, '10.9'));
    const later = next();
    stream.add('a', { items: [6], dropped: 0 }, '11');
    expect(await later).toBe(event('a', [6], 0, '11.9'));
    stream.close();
  });

  it('ends once, whoever ends it, and takes no more', async () => {
    const closed = open();
    await closed.next();
    const waiting = closed.next();
    closed.stream.close();
    closed.stream.close();
    closed.stream.add('a', { items: [1], dropped: 0 }, '8');
    expect(await waiting).toBeUndefined();
    expect(closed.ends).toBe(1);
    const left = open();
    await left.next();
    const reading = left.next();
    left.stream.close();
    expect([await reading, left.ends]).toEqual([undefined, 1]);
  });

  it('ends when its reader may not read any more', async () => {
    let allowed = true;
    const { next } = open(() => (allowed ? Promise.resolve() : Promise.reject(new Error('revoked'))), 10);
    await next();
    expect(await next()).toBe('event: ping\ndata: {}\n\n');
    allowed = false;
    let last = await next();
    while (last !== undefined) last = await next();
    expect(last).toBeUndefined();
  });
});

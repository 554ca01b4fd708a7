import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQueue, type Queue } from './queue.ts';

let dataDir: string;
let sender: Queue;
let consumer: Queue;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'queue-test-'));
  sender = openQueue({ dataDir, name: 'packing' });
  consumer = openQueue({ dataDir, name: 'packing', consumer: true });
});
afterEach(() => {
  sender.close();
  consumer.close();
  rmSync(dataDir, { recursive: true });
});

describe('a queue', () => {
  it('gives messages in the order in which they were sent, each once, with their trace', () => {
    expect(consumer.take()).toBeUndefined();
    sender.send('first', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    sender.send('second', null);
    expect(consumer.take()).toEqual({
      id: 1,
      body: 'first',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(consumer.take()).toEqual({ id: 2, body: 'second', traceparent: null });
    expect(consumer.take()).toBeUndefined();
  });

  it('counts what is not finished', () => {
    const id = sender.send('first', null);
    sender.send('second', null);
    expect(sender.length()).toBe(2);
    consumer.take();
    expect(sender.length()).toBe(2);
    consumer.finish(id);
    expect(sender.length()).toBe(1);
  });

  it('offers again what an earlier consumer took and did not finish', () => {
    sender.send('first', null);
    expect(consumer.take()?.body).toBe('first');
    const next = openQueue({ dataDir, name: 'packing', consumer: true });
    expect(next.take()?.body).toBe('first');
    next.close();
  });
});

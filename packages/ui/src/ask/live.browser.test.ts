import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLive, type Live, type LiveBatch, type LiveOptions, type LiveState } from './live.ts';

/** A connection whose server is the test. */
class Connection extends EventTarget {
  readonly address: URL;
  isOpen = true;

  constructor(address: string) {
    super();
    this.address = new URL(address, window.location.href);
    connections.push(this);
  }
  close(): void {
    this.isOpen = false;
  }
  subs(): string[] {
    return this.address.searchParams.getAll('sub');
  }
  opens(): void {
    this.dispatchEvent(new Event('open'));
  }
  fails(): void {
    this.dispatchEvent(new Event('error'));
  }
  sends(sub: string, items: unknown[], id: string, dropped = 0): void {
    this.dispatchEvent(new MessageEvent('items', { data: JSON.stringify({ sub, items, dropped }), lastEventId: id }));
  }
}

let connections: Connection[] = [];
let tabs: Live[] = [];
let name = '';

const openOnes = (): Connection[] => connections.filter(({ isOpen }) => isOpen);
const theOpen = async (): Promise<Connection> => {
  await expect.poll(() => openOnes().length).toBe(1);
  return openOnes()[0]!;
};

/** Another tab of the same browser: it has its own channel, and the locks are everybody's. */
function tab(more: LiveOptions = {}): Live {
  const live = createLive({
    name,
    locks: navigator.locks,
    channel: new BroadcastChannel(name),
    connect: (address) => new Connection(address) as unknown as EventSource,
    settleMs: 5,
    retryMs: 20,
    ...more,
  });
  tabs.push(live);
  return live;
}

interface Heard {
  readonly batches: LiveBatch[];
  readonly states: LiveState[];
  readonly stop: () => void;
}

function follow(live: Live, list: string): Heard {
  const batches: LiveBatch[] = [];
  const states: LiveState[] = [];
  const stop = live.follow(list, { onBatch: (batch) => batches.push(batch), onState: (state) => states.push(state) });
  return { batches, states, stop };
}

/** Speaks as another tab does. */
function saysAs(channel: BroadcastChannel, message: object): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule means windows
  channel.postMessage(message);
}

let isHidden = false;
function hide(hidden: boolean): void {
  isHidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  connections = [];
  tabs = [];
  name = `test ${crypto.randomUUID()}`;
  isHidden = false;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
});
afterEach(() => {
  for (const live of tabs) live.stop();
  Reflect.deleteProperty(document, 'hidden');
});

describe('the tabs of a browser', () => {
  test('have one connection for the lists of all of them, each hears its own', async () => {
    const [first, second] = [follow(tab(), 'logs?q=a'), follow(tab(), 'logs?q=b')];
    await expect.poll(() => openOnes().map((one) => one.subs())).toEqual([['0:logs?q=a', '1:logs?q=b']]);
    const stream = await theOpen();
    stream.opens();
    await expect.poll(() => second.states.at(-1)).toBe('open');
    stream.sends('0', ['line of a'], '7');
    stream.sends('1', ['line of b'], '8', 12);
    expect(first.batches).toEqual([{ items: ['line of a'], dropped: 0 }]);
    await expect.poll(() => second.batches).toEqual([{ items: ['line of b'], dropped: 12 }]);
    expect(first.batches).toHaveLength(1);
  });

  test('go on where the one with the connection was, when it is closed', async () => {
    const leader = tab();
    const first = follow(leader, 'logs?q=a');
    await theOpen();
    const second = follow(tab(), 'logs?q=a');
    const stream = await theOpen();
    stream.opens();
    await expect.poll(() => second.states.at(-1)).toBe('open');
    stream.sends('0', [1], '41');
    await expect.poll(() => second.batches).toHaveLength(1);
    leader.stop();
    await expect.poll(() => openOnes().some((one) => one !== stream)).toBe(true);
    const next = await theOpen();
    expect(next.address.searchParams.get('lastEventId')).toBe('41');
    next.sends('0', [2], '42');
    await expect.poll(() => second.batches.at(-1)).toEqual({ items: [2], dropped: 0 });
    expect(first.batches).toHaveLength(1);
  });

  test('that left without a word are forgotten', async () => {
    const channel = new BroadcastChannel(name);
    const here = follow(tab({ rollCallMs: 20 }), 'logs?q=a');
    await theOpen();
    saysAs(channel, { kind: 'wants', tab: 'crashed', lists: ['logs?q=gone'], hidden: false });
    await expect.poll(() => connections.some((one) => one.subs().length === 2)).toBe(true);
    await expect.poll(() => openOnes()[0]?.subs()).toEqual(['0:logs?q=a']);
    channel.close();
    expect(here.batches).toEqual([]);
  });

  test('have a connection each where the browser can neither lock nor talk', async () => {
    follow(tab({ locks: undefined, channel: undefined }), 'logs?q=a');
    follow(tab({ locks: undefined, channel: undefined }), 'logs?q=b');
    await expect.poll(() => openOnes().map((one) => one.subs())).toEqual([['0:logs?q=a'], ['0:logs?q=b']]);
  });
});

describe('the connection', () => {
  test('is closed when nobody reads any more, and begins anew when somebody does', async () => {
    const live = tab();
    const heard = follow(live, 'logs?');
    const stream = await theOpen();
    stream.opens();
    stream.sends('0', [1], '5');
    heard.stop();
    await expect.poll(() => openOnes()).toEqual([]);
    follow(live, 'logs?');
    const next = await theOpen();
    expect(next.address.searchParams.has('lastEventId')).toBe(false);
  });

  test('outlives a page that is drawn anew', async () => {
    const live = tab();
    const heard = follow(live, 'logs?');
    await theOpen();
    heard.stop();
    follow(live, 'logs?');
    await theOpen();
    expect(connections.length).toBeLessThanOrEqual(2);
  });

  test('is tried again by itself when the server went, from where it was', async () => {
    const heard = follow(tab(), 'logs?');
    const stream = await theOpen();
    stream.opens();
    stream.sends('0', [1], '99');
    stream.fails();
    expect(heard.states.at(-1)).toBe('away');
    const second = await theOpen();
    second.fails();
    await expect.poll(() => connections.length).toBe(3);
    const third = await theOpen();
    expect(third.address.searchParams.get('lastEventId')).toBe('99');
    third.opens();
    expect(heard.states.at(-1)).toBe('open');
    expect(connections.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  });

  test('is closed when all tabs were hidden for a while, and goes on when one is seen', async () => {
    const heard = follow(tab({ hiddenMs: 40 }), 'logs?');
    const stream = await theOpen();
    stream.opens();
    stream.sends('0', [1], '12');
    hide(true);
    expect(openOnes()).toHaveLength(1);
    await expect.poll(() => openOnes()).toEqual([]);
    expect(heard.states.at(-1)).toBe('closed');
    hide(false);
    const next = await theOpen();
    expect(next.address.searchParams.get('lastEventId')).toBe('12');
  });

  test('stays while one tab of several is seen', async () => {
    const channel = new BroadcastChannel(name);
    follow(tab({ hiddenMs: 20 }), 'logs?');
    await theOpen();
    saysAs(channel, { kind: 'wants', tab: 'seen', lists: ['logs?'], hidden: false });
    await new Promise((resolve) => {
      channel.addEventListener('message', resolve, { once: true });
    });
    hide(true);
    const before = connections.length;
    // Three times as long as it would have lasted.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(openOnes()).toHaveLength(1);
    saysAs(channel, { kind: 'wants', tab: 'seen', lists: ['logs?'], hidden: true });
    await expect.poll(() => openOnes()).toEqual([]);
    expect(connections).toHaveLength(before);
    channel.close();
  });

  test('does not stumble over what it cannot read', async () => {
    const heard = follow(tab(), 'logs?');
    const stream = await theOpen();
    stream.dispatchEvent(new MessageEvent('items', { data: 'null' }));
    stream.dispatchEvent(new MessageEvent('items', { data: '{"sub":"9","items":[]}' }));
    stream.dispatchEvent(new MessageEvent('items', { data: '<html>' }));
    stream.sends('0', ['fine'], '1');
    expect(heard.batches).toEqual([{ items: ['fine'], dropped: 0 }]);
  });
});

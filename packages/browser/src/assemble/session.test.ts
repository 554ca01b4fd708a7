import { beforeEach, describe, expect, it } from 'vitest';
import { createSessions } from './session.ts';
import type { SessionState, Sessions, SessionStore } from './session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let time: number;
let made: number;
let timers: { at: number; run: () => void }[];
/** What is stored, as text, and by whom: another tab sees it, and hears of it, after `delayMs`. */
let written: { at: number; by: object; text: string | undefined }[];
let delayMs: number;
let tabs: Sessions[];
/** Whether tabs hear of what others write. */
let isHeard: boolean;

interface Tab extends Sessions {
  readonly began: { id: string; isNew: boolean; ended: SessionState | undefined }[];
}

beforeEach(() => {
  [time, made, timers, written, delayMs, tabs, isHeard] = [1_800_000_000_000, 0, [], [], 0, [], true];
});

/** Lets time pass: timers go off in their order. */
async function pass(ms: number): Promise<void> {
  const end = time + ms;
  for (;;) {
    await Promise.resolve();
    await Promise.resolve();
    const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers.splice(timers.indexOf(next), 1);
    time = Math.max(time, next.at);
    next.run();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  time = end;
}

/** One lock for all tabs, as `navigator.locks`, or none. */
function createLock(isThere: boolean): (work: () => Promise<void>) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => (isThere ? (last = last.then(work, work)) : work());
}

function openTab(inTurn = createLock(true), isShared = true, onWrite = (): void => {}): Tab {
  const own = {};
  const store: SessionStore = {
    isShared: () => isShared,
    read: () => {
      const seen = written.filter(({ at, by }) => (by === own ? true : isShared && at + delayMs <= time));
      const text = seen.at(-1)?.text;
      return text === undefined ? undefined : (JSON.parse(text) as SessionState);
    },
    write(state) {
      const text = state && JSON.stringify(state);
      written.push({ at: time, by: own, text });
      onWrite();
      const others = tabs.filter((tab) => isHeard && tab !== sessions);
      for (const tab of others)
        timers.push({ at: time + delayMs, run: () => tab.hear(text ? (JSON.parse(text) as SessionState) : undefined) });
    },
    heard: () => undefined,
  };
  const began: Tab['began'] = [];
  const sessions = createSessions({
    store,
    idleMs: 30 * MINUTE,
    maxMs: 4 * HOUR,
    now: () => time,
    newId: () => `id-${String((made += 1)).padStart(3, '0')}`,
    after: (ms, run) => void timers.push({ at: time + ms, run }),
    inTurn,
    began: ({ id }, isNew, ended) => void began.push({ id, isNew, ended }),
  });
  tabs.push(sessions);
  const allow = (isAllowed: boolean): void => {
    sessions.allow(isAllowed);
    sessions.current();
  };
  return { ...sessions, allow, began };
}

/** The session that a tab has, once tabs have agreed. */
async function settled(tab: Tab): Promise<string | undefined> {
  tab.current();
  await pass(300);
  return tab.current()?.id;
}

describe('a session', () => {
  it('is there once tabs have had the time to agree, and known before', async () => {
    const tab = openTab();
    tab.allow(true);
    expect(tab.current()).toBeUndefined();
    expect(tab.likely()).toBe('id-001');
    expect(await settled(tab)).toBe('id-001');
    expect(tab.began).toEqual([{ id: 'id-001', isNew: true, ended: undefined }]);
  });

  it('goes on for as long as somebody does something', async () => {
    const tab = openTab();
    tab.allow(true);
    await settled(tab);
    for (let minutes = 0; minutes < 200; minutes += 25) {
      await pass(25 * MINUTE);
      tab.touch();
    }
    expect(tab.began).toHaveLength(1);
  });

  it('ends after 30 minutes in which nobody does anything, at its last record', async () => {
    const tab = openTab();
    tab.allow(true);
    await settled(tab);
    const session = tab.current();
    await pass(10 * MINUTE);
    if (session) session.seen = time;
    const lastSeen = time;
    tab.settle();
    await pass(21 * MINUTE);
    expect(await settled(tab)).toBe('id-002');
    expect(tab.began[1]).toMatchObject({ id: 'id-002', isNew: true, ended: { id: 'id-001', seen: lastSeen } });
  });

  it('ends after four hours, whatever anybody does', async () => {
    const tab = openTab();
    tab.allow(true);
    await settled(tab);
    for (let minutes = 0; minutes < 245; minutes += 5) {
      await pass(5 * MINUTE);
      tab.touch();
    }
    expect(await settled(tab)).toBe('id-002');
    expect(tab.began).toHaveLength(2);
  });

  it('that nobody has done anything in goes on: a page that nobody looks at makes one, not two an hour', async () => {
    const tab = openTab();
    tab.allow(true);
    await settled(tab);
    for (let minutes = 0; minutes < 200; minutes += 10) {
      await pass(10 * MINUTE);
      await settled(tab);
    }
    expect(tab.began.map(({ id }) => id)).toEqual(['id-001', 'id-002']);
  });

  it('is settled at once where the page ends before tabs have agreed', () => {
    const tab = openTab();
    tab.allow(true);
    tab.settle();
    expect(tab.current()?.id).toBe('id-001');
    expect(tab.began).toHaveLength(1);
  });

  it('begins all the same where the page was stopped just as it had been written', () => {
    let isStopped = false;
    const tab = openTab(createLock(true), true, () => {
      if (isStopped) return;
      isStopped = true;
      throw new Error('as planned');
    });
    tab.allow(true);
    expect(() => tab.settle()).toThrow('as planned');
    tab.settle();
    expect(tab.began).toEqual([{ id: 'id-001', isNew: true, ended: undefined }]);
  });

  it('is forgotten where none may be kept', async () => {
    const tab = openTab();
    tab.allow(true);
    await settled(tab);
    tab.allow(false);
    expect(tab.current()).toBeUndefined();
    expect(tab.likely()).toBeUndefined();
  });
});

describe('two tabs', () => {
  it('share a session, its pages and errors, and what keeps it alive', async () => {
    const [first, second] = [openTab(), openTab()];
    first.allow(true);
    await settled(first);
    first.count('pages');
    second.allow(true);
    expect(second.current()?.id).toBe('id-001');
    second.count('pages');
    second.count('errors');
    first.settle();
    second.settle();
    expect(second.current()).toMatchObject({ pages: 2, errors: 1 });
    // The person is in the second tab alone.
    for (let minutes = 0; minutes < 100; minutes += 20) {
      await pass(20 * MINUTE);
      second.touch();
    }
    expect(await settled(first)).toBe('id-001');
    expect([first.began.length, second.began.length]).toEqual([1, 1]);
  });

  it.each([
    ['with locks', true, 0, true],
    ['with locks, one seeing late what the other writes', true, 90, true],
    ['with locks, nobody being told of what others write', true, 90, false],
    ['without locks', false, 0, true],
    ['without locks, one seeing late what the other writes', false, 90, true],
  ])('that begin at once have one session, told once: %s', async (_how, isThere, delay, isTold) => {
    [delayMs, isHeard] = [delay, isTold];
    const lock = createLock(isThere);
    const opened = Array.from({ length: 5 }, () => openTab(lock));
    for (const tab of opened) tab.allow(true);
    await pass(1000);
    const ids = new Set(opened.map((tab) => tab.current()?.id));
    expect([...ids]).toEqual(['id-001']);
    expect(opened.flatMap(({ began }) => began).filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it.each([true, false])(
    'that begin at once have the session of whoever is first in turn, told of it: %s',
    async (isTold) => {
      [delayMs, isHeard] = [90, isTold];
      const lock = createLock(true);
      const slow = openTab(async (work) => {
        await new Promise<void>((resolve) => timers.push({ at: time + 150, run: resolve }));
        return lock(work);
      });
      const quick = openTab(lock);
      slow.allow(true);
      quick.allow(true);
      expect([slow.likely(), quick.likely()]).toEqual(['id-001', 'id-002']);
      await pass(2000);
      expect([slow.began, quick.began]).toEqual([
        [{ id: 'id-002', isNew: false, ended: undefined }],
        [{ id: 'id-002', isNew: true, ended: undefined }],
      ]);
    },
  );

  it('that go on after an hour have one session, and its end is told once', async () => {
    const lock = createLock(true);
    const opened = Array.from({ length: 3 }, () => openTab(lock));
    for (const tab of opened) tab.allow(true);
    await pass(1000);
    await pass(HOUR);
    for (const tab of opened) tab.touch();
    await pass(1000);
    expect(new Set(opened.map((tab) => tab.current()?.id)).size).toBe(1);
    const next = opened.flatMap(({ began }) => began.slice(1)).filter(({ isNew }) => isNew);
    expect(next).toMatchObject([{ ended: { id: 'id-001' } }]);
  });

  it('that came to different ones all the same agree on the older one when they hear of it', async () => {
    delayMs = 5000;
    const [first, second] = [openTab(createLock(false)), openTab(createLock(false))];
    first.allow(true);
    second.allow(true);
    await pass(1000);
    expect([first.current()?.id, second.current()?.id]).toEqual(['id-001', 'id-002']);
    await pass(12_000);
    expect([first.current()?.id, second.current()?.id]).toEqual(['id-001', 'id-001']);
    const third = openTab();
    third.allow(true);
    expect(third.current()?.id).toBe('id-001');
  });
});

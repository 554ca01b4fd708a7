/**
 * Lists that grow while they are read. Over HTTP/1.1 a browser has six connections to a server for all its tabs together,
 * so one tab holds the one event stream (a Web Lock says which) and the others hear of it through a channel. Where a
 * browser offers neither, each tab has a stream of its own.
 */
import { createLiveStream, type LiveBatch, type LiveState, type StreamOptions } from './live-stream.ts';

export type { LiveBatch, LiveState } from './live-stream.ts';

export interface LiveListener {
  readonly onBatch: (batch: LiveBatch) => void;
  readonly onState: (state: LiveState) => void;
}

export interface Live {
  /**
   * Follows a list, by its address in the API below `/api/v1/`, e.g. `logs?q=voucher`. Returns how to stop.
   * The list is checked by the server: follow one whose ordinary question was answered.
   */
  readonly follow: (list: string, listener: LiveListener) => () => void;
  /** Ends everything, as leaving the page does. */
  readonly stop: () => void;
}

export interface LiveOptions extends Pick<StreamOptions, 'connect' | 'settleMs' | 'retryMs'> {
  /** The tabs that share a stream. @defaultValue 'sightglass.live' */
  readonly name?: string;
  /** Undefined where the browser has none, as in a page that is neither encrypted nor of this machine. */
  readonly locks?: LockManager | undefined;
  readonly channel?: BroadcastChannel | undefined;
  /** How long all tabs may be hidden before the stream is closed, in ms. @defaultValue 60_000 */
  readonly hiddenMs?: number;
  /** How often the tab with the stream asks who is still there, in ms. @defaultValue 30_000 */
  readonly rollCallMs?: number;
}

/** What tabs say to each other. */
type Message =
  | { readonly kind: 'wants'; readonly tab: string; readonly lists: readonly string[]; readonly hidden: boolean }
  | { readonly kind: 'who' }
  | { readonly kind: 'batch'; readonly list: string; readonly batch: LiveBatch; readonly id: string }
  | { readonly kind: 'state'; readonly state: LiveState };

interface Tab {
  readonly lists: readonly string[];
  readonly hidden: boolean;
  /** Roll calls that it has not answered. */
  readonly missed: number;
}

/** A tab that left without a word has missed this many roll calls. */
const MOST_MISSED = 2;
/** How long a tab without a list keeps the stream: a page that is drawn anew asks again at once. */
const LINGER_MS = 300;

export function createLive(options: LiveOptions = {}): Live {
  const { name = 'sightglass.live', locks, channel, hiddenMs = 60_000, rollCallMs = 30_000 } = options;
  const me = crypto.randomUUID();
  const listeners = new Map<string, Set<LiveListener>>();
  const others = new Map<string, Tab>();
  let state: LiveState = 'closed';
  let lastId = '';
  let leads = false;
  let giveUp: AbortController | null = null;
  let lingering: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let calling: ReturnType<typeof setInterval> | undefined;

  // The rule means windows: a channel reaches pages of the same origin only.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const say = (message: Message): void => channel?.postMessage(message);
  const sayWants = (): void => say({ kind: 'wants', tab: me, lists: [...listeners.keys()], hidden: document.hidden });
  const hearBatch = (list: string, batch: LiveBatch, id: string): void => {
    if (id !== '') lastId = id;
    for (const listener of listeners.get(list) ?? []) listener.onBatch(batch);
  };
  const hearState = (next: LiveState): void => {
    state = next;
    for (const set of listeners.values()) for (const listener of set) listener.onState(next);
  };
  const stream = createLiveStream({
    ...options,
    events: {
      onBatch(list, batch, id) {
        hearBatch(list, batch, id);
        if (others.size > 0) say({ kind: 'batch', list, batch, id });
      },
      onState(next) {
        hearState(next);
        say({ kind: 'state', state: next });
      },
    },
  });

  /** Follows what any tab reads; pauses when all of them have been hidden for a while. */
  const settle = (): void => {
    if (!leads) return;
    const tabs = [...others.values()].filter(({ lists }) => lists.length > 0);
    const isSeen = !document.hidden || tabs.some(({ hidden }) => !hidden);
    const followAll = (): void => stream.follow([...listeners.keys(), ...tabs.flatMap(({ lists }) => lists)]);
    if (isSeen) {
      clearTimeout(hiding);
      hiding = undefined;
      followAll();
    } else {
      if (stream.state() !== 'closed') followAll();
      hiding ??= setTimeout(() => stream.pause(), hiddenMs);
    }
  };
  const lead = (): void => {
    leads = true;
    if (lastId !== '') stream.goOnFrom(lastId);
    say({ kind: 'who' });
    calling = setInterval(() => {
      for (const [tab, known] of others) {
        if (known.missed >= MOST_MISSED) others.delete(tab);
        else others.set(tab, { ...known, missed: known.missed + 1 });
      }
      settle();
      say({ kind: 'who' });
    }, rollCallMs);
    settle();
  };
  const stepDown = (): void => {
    leads = false;
    clearInterval(calling);
    clearTimeout(hiding);
    hiding = undefined;
    others.clear();
    stream.follow([]);
    state = 'closed';
    lastId = '';
  };
  /** Wants the stream for as long as this tab reads a list. */
  const stand = (): void => {
    if (giveUp !== null) return;
    const giving = new AbortController();
    giveUp = giving;
    if (locks === undefined || channel === undefined) {
      giving.signal.addEventListener('abort', stepDown);
      lead();
      return;
    }
    locks
      .request(name, { signal: giving.signal }, async () => {
        lead();
        await new Promise<void>((resolve) => giving.signal.addEventListener('abort', () => resolve()));
        stepDown();
      })
      // Given up while another tab had the stream: nothing was begun.
      .catch(() => undefined);
  };
  const leave = (): void => {
    giveUp?.abort();
    giveUp = null;
  };

  const onMessage = ({ data }: MessageEvent<Message>): void => {
    if (data.kind === 'who') sayWants();
    else if (data.kind === 'wants' && leads) {
      if (data.lists.length === 0) others.delete(data.tab);
      else others.set(data.tab, { lists: data.lists, hidden: data.hidden, missed: 0 });
      settle();
      say({ kind: 'state', state: stream.state() });
    } else if (data.kind === 'batch' && !leads) hearBatch(data.list, data.batch, data.id);
    else if (data.kind === 'state' && !leads) hearState(data.state);
  };
  const onVisibility = (): void => {
    if (listeners.size > 0) sayWants();
    settle();
  };
  const onLeave = (): void => {
    if (listeners.size > 0) say({ kind: 'wants', tab: me, lists: [], hidden: true });
  };
  channel?.addEventListener('message', onMessage);
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('pagehide', onLeave);
  window.addEventListener('pageshow', onVisibility);

  const changed = (): void => {
    clearTimeout(lingering);
    if (listeners.size > 0) stand();
    else lingering = setTimeout(leave, LINGER_MS);
    sayWants();
    settle();
  };
  return {
    follow(list, listener) {
      const set = listeners.get(list) ?? new Set();
      const isNew = set.size === 0;
      listeners.set(list, set.add(listener));
      if (isNew) {
        // Not what it was for other lists: nothing of this one comes before the stream holds it.
        if (!leads) state = 'connecting';
        changed();
      }
      listener.onState(state);
      return () => {
        set.delete(listener);
        if (set.size > 0 || listeners.get(list) !== set) return;
        listeners.delete(list);
        changed();
      };
    },
    stop() {
      onLeave();
      listeners.clear();
      clearTimeout(lingering);
      leave();
      channel?.removeEventListener('message', onMessage);
      channel?.close();
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('pagehide', onLeave);
      window.removeEventListener('pageshow', onVisibility);
    },
  };
}

let shared: Live | undefined;

/** The browser's one stream, as this tab has it. */
export function sharedLive(): Live {
  shared ??= createLive({
    // Absent where a page is neither encrypted nor of this machine.
    locks: 'locks' in navigator ? navigator.locks : undefined,
    channel: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('sightglass.live'),
  });
  return shared;
}

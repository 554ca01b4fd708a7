/**
 * Lists that grow while they are read. Over HTTP/1.1 a browser has six connections to a server for all its tabs together,
 * so one tab holds the one event stream (a Web Lock says which) and the others hear of it through a channel. Where a
 * browser offers neither, each tab has a stream of its own.
 */
import {
  createLiveStream,
  type LiveBatch,
  type LiveState,
  type LiveStream,
  type StreamOptions,
} from './live-stream.ts';

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
const HIDDEN_MS = 60_000;
const ROLL_CALL_MS = 30_000;

export function createLive(options: LiveOptions = {}): Live {
  return new TabsLive(options);
}

/** One tab's side of it: what it reads itself, and, while it has the stream, what the others read. */
class TabsLive implements Live {
  readonly #options: LiveOptions;
  readonly #me = crypto.randomUUID();
  readonly #stream: LiveStream;
  readonly #listeners = new Map<string, Set<LiveListener>>();
  readonly #others = new Map<string, Tab>();
  readonly #leaving = new AbortController();
  #state: LiveState = 'closed';
  #lastId = '';
  #leads = false;
  #giveUp: AbortController | null = null;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  #calling: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#stream = createLiveStream({
      ...options,
      events: {
        onBatch: (list, batch, id) => {
          this.#hearBatch(list, batch, id);
          if (this.#others.size > 0) this.#say({ kind: 'batch', list, batch, id });
        },
        onState: (state) => {
          this.#hearState(state);
          this.#say({ kind: 'state', state });
        },
      },
    });
    const { signal } = this.#leaving;
    const seen = (): void => this.#seenOrHidden();
    options.channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#hear(data), { signal });
    document.addEventListener('visibilitychange', seen, { signal });
    window.addEventListener('pageshow', seen, { signal });
    window.addEventListener('pagehide', () => this.#sayGone(), { signal });
  }

  follow(list: string, listener: LiveListener): () => void {
    const set = this.#listeners.get(list) ?? new Set();
    const isNew = set.size === 0;
    this.#listeners.set(list, set.add(listener));
    if (isNew) {
      // Not what it was for other lists: nothing of this one comes before the stream holds it.
      if (!this.#leads) this.#state = 'connecting';
      this.#changed();
    }
    listener.onState(this.#state);
    return () => {
      set.delete(listener);
      if (set.size > 0 || this.#listeners.get(list) !== set) return;
      this.#listeners.delete(list);
      this.#changed();
    };
  }

  stop(): void {
    this.#sayGone();
    this.#listeners.clear();
    clearTimeout(this.#lingering);
    this.#giveUp?.abort();
    this.#giveUp = null;
    this.#leaving.abort();
    this.#options.channel?.close();
  }

  /** This tab reads another list, or one less. */
  #changed(): void {
    clearTimeout(this.#lingering);
    if (this.#listeners.size > 0) this.#stand();
    else {
      this.#lingering = setTimeout(() => {
        this.#giveUp?.abort();
        this.#giveUp = null;
      }, LINGER_MS);
    }
    this.#sayWants();
    this.#settle();
  }

  /** Wants the stream for as long as this tab reads a list. */
  #stand(): void {
    if (this.#giveUp !== null) return;
    const giving = new AbortController();
    this.#giveUp = giving;
    const { locks, channel, name = 'sightglass.live' } = this.#options;
    if (locks === undefined || channel === undefined) {
      giving.signal.addEventListener('abort', () => this.#stepDown());
      this.#lead();
      return;
    }
    locks
      .request(name, { signal: giving.signal }, async () => {
        this.#lead();
        await new Promise<void>((resolve) => giving.signal.addEventListener('abort', () => resolve()));
        this.#stepDown();
      })
      // Given up while another tab had the stream: nothing was begun.
      .catch(() => undefined);
  }

  #lead(): void {
    this.#leads = true;
    if (this.#lastId !== '') this.#stream.goOnFrom(this.#lastId);
    this.#say({ kind: 'who' });
    this.#calling = setInterval(() => this.#callTheRoll(), this.#options.rollCallMs ?? ROLL_CALL_MS);
    this.#settle();
  }

  #stepDown(): void {
    this.#leads = false;
    clearInterval(this.#calling);
    clearTimeout(this.#hiding);
    this.#hiding = undefined;
    this.#others.clear();
    this.#stream.follow([]);
    this.#state = 'closed';
    this.#lastId = '';
  }

  #callTheRoll(): void {
    for (const [tab, known] of this.#others) {
      if (known.missed >= MOST_MISSED) this.#others.delete(tab);
      else this.#others.set(tab, { ...known, missed: known.missed + 1 });
    }
    this.#settle();
    this.#say({ kind: 'who' });
  }

  /** Follows what any tab reads; pauses when all of them have been hidden for a while. */
  #settle(): void {
    if (!this.#leads) return;
    const tabs = [...this.#others.values()];
    const followAll = (): void =>
      this.#stream.follow([...this.#listeners.keys(), ...tabs.flatMap(({ lists }) => lists)]);
    if (!document.hidden || tabs.some(({ hidden }) => !hidden)) {
      clearTimeout(this.#hiding);
      this.#hiding = undefined;
      followAll();
      return;
    }
    if (this.#stream.state() !== 'closed') followAll();
    this.#hiding ??= setTimeout(() => this.#stream.pause(), this.#options.hiddenMs ?? HIDDEN_MS);
  }

  #hear(message: Message): void {
    if (message.kind === 'who') this.#sayWants();
    else if (message.kind === 'wants') this.#hearWants(message);
    else if (this.#leads) return;
    else if (message.kind === 'batch') this.#hearBatch(message.list, message.batch, message.id);
    else this.#hearState(message.state);
  }

  #hearWants({ tab, lists, hidden }: Extract<Message, { readonly kind: 'wants' }>): void {
    if (!this.#leads) return;
    if (lists.length === 0) this.#others.delete(tab);
    else this.#others.set(tab, { lists, hidden, missed: 0 });
    this.#settle();
    this.#say({ kind: 'state', state: this.#stream.state() });
  }

  #hearBatch(list: string, batch: LiveBatch, id: string): void {
    if (id !== '') this.#lastId = id;
    for (const listener of this.#listeners.get(list) ?? []) listener.onBatch(batch);
  }

  #hearState(state: LiveState): void {
    this.#state = state;
    for (const set of this.#listeners.values()) for (const listener of set) listener.onState(state);
  }

  #seenOrHidden(): void {
    if (this.#listeners.size > 0) this.#sayWants();
    this.#settle();
  }

  #sayWants(): void {
    this.#say({ kind: 'wants', tab: this.#me, lists: [...this.#listeners.keys()], hidden: document.hidden });
  }

  #sayGone(): void {
    if (this.#listeners.size > 0) this.#say({ kind: 'wants', tab: this.#me, lists: [], hidden: true });
  }

  #say(message: Message): void {
    // The rule means windows: a channel reaches pages of the same origin only.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#options.channel?.postMessage(message);
  }
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

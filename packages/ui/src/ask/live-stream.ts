/** One event stream for any number of lists: opened anew when the lists change or the server went, from where it was. */

export interface LiveBatch {
  /** The newest last. */
  readonly items: readonly unknown[];
  /** How many more there were, which the server left out because they came too fast. */
  readonly dropped: number;
}

/** `away`: the server does not answer; the stream is tried again by itself. */
export type LiveState = 'closed' | 'connecting' | 'open' | 'away';

export interface StreamEvents {
  readonly onBatch: (list: string, batch: LiveBatch, id: string) => void;
  readonly onState: (state: LiveState) => void;
}

export interface StreamOptions {
  readonly events: StreamEvents;
  /** Makes the connection: the browser's own. */
  readonly connect?: (address: string) => EventSource;
  /** How long the lists may still change before the stream is opened, in ms. @defaultValue 30 */
  readonly settleMs?: number;
  /** The first wait before it is tried again, in ms; each one is twice the last. @defaultValue 1000 */
  readonly retryMs?: number;
}

export interface LiveStream {
  /** The lists to follow, each as its address in the API. None closes the stream. */
  readonly follow: (lists: readonly string[]) => void;
  /** Closes the stream, and remembers where it was. */
  readonly pause: () => void;
  /** Where to go on: the id of the last event that was seen, here or in another tab. */
  readonly goOnFrom: (id: string) => void;
  readonly state: () => LiveState;
}

const ADDRESS = '/api/v1/live';
const LONGEST_RETRY_MS = 15_000;
/** The server says `ping` each 15 s; silence this long means a connection that nobody holds any more. */
const SILENT_MS = 45_000;

export function createLiveStream({ events, connect, settleMs = 30, retryMs = 1000 }: StreamOptions): LiveStream {
  const open = connect ?? ((address: string) => new EventSource(address));
  let lists: readonly string[] = [];
  let source: EventSource | null = null;
  let state: LiveState = 'closed';
  let lastId = '';
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const become = (next: LiveState): void => {
    if (state === next) return;
    state = next;
    events.onState(next);
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const later = (ms: number, run: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  const retry = (): void => {
    close();
    become('away');
    const wait = Math.min(retryMs * 2 ** failures, LONGEST_RETRY_MS);
    failures += 1;
    later(wait, start);
  };
  const hear = (event?: MessageEvent): void => {
    // A ping says too where the stream is: a list in which nothing happens goes on from there.
    if (event !== undefined && event.lastEventId !== '') lastId = event.lastEventId;
    failures = 0;
    become('open');
    later(SILENT_MS, retry);
  };
  function start(): void {
    close();
    const asked = lists;
    const current = open(addressOf(asked, lastId));
    source = current;
    const isOld = (): boolean => source !== current;
    current.addEventListener('open', () => isOld() || hear());
    current.addEventListener('ping', (event) => isOld() || hear(event));
    // The browser would try again by itself, but not after every kind of failure, and with the id of the address.
    current.addEventListener('error', () => isOld() || retry());
    current.addEventListener('items', (event) => {
      if (isOld()) return;
      hear(event);
      const read = readBatch(event.data);
      const list = asked[Number(read?.sub)];
      if (read !== null && list !== undefined) events.onBatch(list, read.batch, event.lastEventId);
    });
  }

  return {
    follow(wanted) {
      const next = [...new Set(wanted)].sort();
      const isSame = next.length === lists.length && next.every((list, at) => list === lists[at]);
      if (isSame && (next.length === 0 || state !== 'closed')) return;
      lists = next;
      close();
      if (lists.length === 0) {
        // Nobody reads: what comes from now on is not missed by anybody.
        lastId = '';
        become('closed');
        return;
      }
      become('connecting');
      later(settleMs, start);
    },
    pause() {
      close();
      become('closed');
    },
    goOnFrom(id) {
      if (lastId === '') lastId = id;
    },
    state: () => state,
  };
}

function addressOf(lists: readonly string[], lastId: string): string {
  const query = new URLSearchParams(lists.map((list, at) => ['sub', `${at}:${list}`]));
  if (lastId !== '') query.set('lastEventId', lastId);
  return `${ADDRESS}?${query.toString()}`;
}

function readBatch(data: unknown): { sub: string; batch: LiveBatch } | null {
  try {
    const { sub, items, dropped }: { sub?: unknown; items?: unknown; dropped?: unknown } = JSON.parse(String(data));
    if (typeof sub !== 'string' || !Array.isArray(items)) return null;
    return { sub, batch: { items, dropped: typeof dropped === 'number' ? dropped : 0 } };
  } catch {
    return null;
  }
}

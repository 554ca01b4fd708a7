/** How long a tab that makes a session waits for what another may have written at the same moment. */
const SETTLE_MS = 250;
/** What a person did is written down after so long; until then other tabs do not know of it. */
const WRITE_MS = 5000;

/** A session as tabs share it. Times in milliseconds since the Unix epoch. */
export interface SessionState {
  /** UUIDv7. */
  readonly id: string;
  /** The one before. */
  readonly before?: string | undefined;
  readonly start: number;
  /** Of its newest record. */
  seen: number;
  /** When somebody last did something in it; absent while nobody has: it goes on then, so that a page nobody looks at makes no new ones. */
  acted?: number | undefined;
  pages: number;
  errors: number;
}

/** Where the state is kept. None of these throws. */
export interface SessionStore {
  read(): SessionState | undefined;
  write(state: SessionState | undefined): void;
  /** The state that another tab wrote, of which an event tells. */
  heard(event: Event): SessionState | undefined;
  /** Whether several tabs share it. */
  readonly isShared: () => boolean;
}

/** What sessions need of what is around them. */
export interface SessionParts {
  readonly store: SessionStore;
  readonly idleMs: number;
  readonly maxMs: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly after: (delayMs: number, run: () => void) => void;
  /** Lets one tab at a time make a session. */
  readonly inTurn: (work: () => Promise<void>) => Promise<unknown>;
  /** There is a session now, another than before; `isNew` where this tab made it, after `ended`. */
  readonly began: (state: SessionState, isNew: boolean, ended: SessionState | undefined) => void;
}

/** The session of a tab. */
export interface Sessions {
  /** The session of now. Undefined while none may be kept, and for the moment in which tabs agree on a new one. */
  readonly current: () => SessionState | undefined;
  /** Id of that session, or of the one that this tab would make. */
  readonly likely: () => string | undefined;
  /** Somebody did something. */
  readonly touch: () => void;
  readonly count: (what: 'pages' | 'errors') => void;
  /** Waits for nobody any more, and writes down what is known: the page may end. */
  readonly settle: () => void;
  /** Another tab wrote that. */
  readonly hear: (state: SessionState | undefined) => void;
  /** Whether sessions may be kept, of which there is one with the first look; where not, the session is forgotten. */
  readonly allow: (isAllowed: boolean) => void;
}

/** Sessions that end when nobody does anything for `idleMs`, after `maxMs` at the latest. */
export function createSessions(parts: SessionParts): Sessions {
  const { store, idleMs, maxMs, now, newId, began } = parts;
  let mine: SessionState | undefined;
  /** What this tab would make, after the one that ended, while tabs agree. */
  let candidate: { state: SessionState; ended: SessionState | undefined } | undefined;
  /** Whether that is stored, for others to see. */
  let isWritten = false;
  let isAllowed = false;
  let isTouched = true;
  let writtenAt = 0;
  let fresh = { pages: 0, errors: 0 };

  const isLive = ({ start, acted }: SessionState): boolean => {
    const time = now();
    return Math.abs(time - start) < maxMs && (acted === undefined || Math.abs(time - acted) < idleMs);
  };
  /** What is stored takes the place of ours, unless both live and ours is older: what two tabs made at once becomes one. */
  const isBetter = (stored: SessionState): boolean =>
    isLive(stored) && (!mine || (stored.id !== mine.id && (!isLive(mine) || stored.id < mine.id)));
  const become = (state: SessionState, isNew: boolean, ended?: SessionState): void => {
    mine = state;
    candidate = undefined;
    isTouched = false;
    began(state, isNew, ended);
  };
  /** Writes down what this tab knows, beside what others do. */
  const save = (): void => {
    const stored = store.read();
    if (stored && isBetter(stored)) return become(stored, false);
    const isSame = stored?.id === mine?.id;
    if (!mine || (stored && !isSame && !isLive(mine))) return;
    const same = stored && isSame ? stored : mine;
    mine.pages = same.pages + fresh.pages;
    mine.errors = same.errors + fresh.errors;
    mine.seen = Math.max(mine.seen, same.seen);
    mine.acted = Math.max(mine.acted ?? 0, same.acted ?? 0) || undefined;
    fresh = { pages: 0, errors: 0 };
    writtenAt = now();
    store.write(mine);
  };
  const propose = (): void => {
    const ended = store.read() ?? mine;
    const time = now();
    const acted = isTouched ? time : undefined;
    isWritten = false;
    candidate = {
      state: { id: newId(), before: ended?.id, start: time, seen: time, acted, pages: 0, errors: 0 },
      ended,
    };
  };
  /** Whether one that is stored takes the place of what this tab would make: if not even that is stored, any other; of two made at once the older. */
  const isTaken = (stored: SessionState | undefined): stored is SessionState => {
    const own = candidate?.state.id ?? '';
    return stored !== undefined && isLive(stored) && (isWritten ? stored.id < own : stored.id !== own);
  };
  const decide = (): void => {
    if (!candidate) return;
    const { state, ended } = candidate;
    const stored = store.read();
    if (isTaken(stored)) return become(stored, false);
    store.write(state);
    become(state, true, ended);
  };
  const agree = async (): Promise<void> => {
    if (candidate && !isTaken(store.read())) {
      isWritten = true;
      store.write(candidate.state);
      // What one tab writes another does not see at once.
      await new Promise<void>((resolve) => parts.after(SETTLE_MS, resolve));
    }
    sessions.settle();
  };

  const sessions: Sessions = {
    current() {
      if (!isAllowed || candidate) return undefined;
      if (mine && isLive(mine)) return mine;
      // Another tab may have heard more of the person.
      save();
      if (!mine || !isLive(mine)) {
        propose();
        if (store.isShared()) void parts.inTurn(agree).catch(sessions.settle);
        else decide();
      }
      return candidate ? undefined : mine;
    },
    likely: () => sessions.current()?.id ?? candidate?.state.id,
    touch() {
      isTouched = true;
      const session = sessions.current();
      if (!session) return;
      isTouched = false;
      session.acted = now();
      if (session.acted - writtenAt > WRITE_MS) save();
    },
    count(what) {
      fresh[what]++;
    },
    settle() {
      decide();
      if (isAllowed) save();
    },
    hear(state) {
      if (!isAllowed || !state) return;
      if (candidate ? isTaken(state) : isBetter(state)) become(state, false);
      else if (!candidate && state.id !== mine?.id) save();
    },
    allow(may) {
      isAllowed = may;
      mine = candidate = undefined;
    },
  };
  return sessions;
}

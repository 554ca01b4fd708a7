/** Where a span stands: what its children, and the records made within it, must know. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  /** 1 where the session is sampled, else 0. */
  readonly traceFlags: number;
  /** As in the header `tracestate`. */
  readonly traceState?: string;
  /** Called when somebody becomes its child: of what a person does only that is told which led to something. */
  readonly onUse?: () => void;
  /** Of what a person does: sees to it that what the answer of a request leads to belongs to it as well. */
  readonly follow?: Follow;
}

/** Goes on with a span where an answer comes to those who asked for it while it was active. */
export interface Follow {
  /** A promise is about to be settled, with an answer that may be read, or without one. */
  settled(answer?: unknown): void;
  /** A request is about to be sent, and ends with `signal`. */
  sent(request: XMLHttpRequest, signal: AbortSignal): void;
}

/** Of the call that runs; `null` where it wants none. */
let current: SpanPlace | null | undefined;
/** Of what the person did last. */
let background: SpanPlace | undefined;
/** How many hold it: with none, its tasks are over, and it is not active. */
let holds = 0;

/** The span that is active now: of the call that runs, else of what the person just did. Asking makes the asker its child. */
export function activeSpan(): SpanPlace | undefined {
  const span = current === undefined ? heldSpan() : current;
  span?.onUse?.();
  return span ?? undefined;
}

/** The span of what the person did, while its tasks run. */
export function heldSpan(): SpanPlace | undefined {
  return holds > 0 ? background : undefined;
}

/** Calls `run` with a span active, until it returns; with none for `null`. */
export function withSpan<T>(span: SpanPlace | null, run: () => T): T {
  const before = current;
  current = span;
  try {
    return run();
  } finally {
    current = before;
  }
}

/** Makes a span active wherever no call has one, until the function that is returned is called, or another takes its place. */
export function holdSpan(span: SpanPlace): () => void {
  background = span;
  holds = 0;
  return holdAgain(span);
}

/**
 * Makes a span that was held active again, until the function that is returned is called. Not where the person has done something else since:
 * what both wait for, such as an answer that a program shares, does not tell for which of them it goes on.
 */
export function holdAgain(span: SpanPlace): () => void {
  if (span !== background) return () => {};
  let isHeld = true;
  holds++;
  return () => {
    if (isHeld && span === background) holds--;
    isHeld = false;
  };
}

/**
 * The same for the promise jobs that follow, as deep as programs nest them. What else there is to do in the page begins in a task of its own, after
 * all of them.
 */
export function holdForJobs(span: SpanPlace): void {
  const release = holdAgain(span);
  let left = JOBS;
  const next = (): void => {
    if (left-- > 0) queueMicrotask(next);
    else release();
  };
  next();
}

/** An `await` takes one to three jobs, and so does each async function around it. */
const JOBS = 100;

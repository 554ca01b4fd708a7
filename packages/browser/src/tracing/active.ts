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
}

/** Of the call that runs; `null` where it wants none. */
let current: SpanPlace | null | undefined;
/** Of what the person did last, until its tasks are over. */
let background: SpanPlace | undefined;

/** The span that is active now: of the call that runs, else of what the person just did. Asking makes the asker its child. */
export function activeSpan(): SpanPlace | undefined {
  const span = current === undefined ? background : current;
  span?.onUse?.();
  return span ?? undefined;
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
  return () => {
    if (background === span) background = undefined;
  };
}

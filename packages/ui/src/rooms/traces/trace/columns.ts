import type { TraceColumns as TraceAnswer } from '../../../ask/types.ts';

/** One trace as the server sends it for drawing: `GET /traces/:traceId?columns=1`. No attributes; a span is a position in every column. */
export type TraceColumns = Omit<TraceAnswer, 'from' | 'to' | 'stats'>;

/** The value of the status column that means the span failed. */
const STATUS_ERROR = 2;

/** How the span took part: a service that answers, a call, work inside, one that sends or takes a message. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A trace ready for computing: one entry a span in every array, ordered by start. Times are nanoseconds after the start of the trace. */
export interface Spans {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  /** From the start of the trace to the latest end of any span, nanoseconds. */
  readonly duration: number;
  readonly count: number;
  readonly total: number;
  readonly truncated: boolean;
  readonly names: readonly string[];
  readonly services: readonly string[];
  readonly messages: readonly string[];
  readonly id: readonly string[];
  readonly parentId: readonly string[];
  readonly name: Int32Array;
  readonly service: Int32Array;
  readonly kind: readonly SpanKind[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** 1 for a span that failed. */
  readonly failed: Uint8Array;
  /** Position in `messages`, −1 for none. */
  readonly message: Int32Array;
  readonly events: Int32Array;
  readonly links: Int32Array;
}

const KINDS: Readonly<Record<string, SpanKind>> = {
  server: 'server',
  client: 'client',
  producer: 'producer',
  consumer: 'consumer',
};

/**
 * Turns the columns of an answer into typed arrays ordered by start.
 *
 * A negative or missing time counts as 0, so that one broken span cannot make every bar of the trace NaN wide.
 */
export function decodeColumns(answer: TraceColumns): Spans {
  const { columns, strings } = answer;
  const order = orderByStart(columns.startOffsetNano);
  const count = order.length;
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const failed = new Uint8Array(count);
  let latest = 0;
  for (let i = 0; i < count; i++) {
    const from = order[i]!;
    start[i] = time(columns.startOffsetNano[from]);
    end[i] = start[i]! + time(columns.durationNano[from]);
    failed[i] = columns.status[from] === STATUS_ERROR ? 1 : 0;
    latest = Math.max(latest, end[i]!);
  }
  const kinds = strings.kinds.map((kind) => KINDS[kind.toLowerCase()] ?? 'internal');
  const integers = (column: readonly number[]): Int32Array => Int32Array.from(order, (from) => column[from] ?? 0);
  return {
    traceId: answer.traceId,
    startUnixNano: BigInt(answer.startUnixNano),
    duration: latest,
    count,
    total: Math.max(answer.total, count),
    truncated: answer.truncated,
    names: strings.names,
    services: strings.services,
    messages: strings.messages,
    id: Array.from(order, (from) => columns.spanId[from] ?? ''),
    parentId: Array.from(order, (from) => columns.parentSpanId[from] ?? ''),
    name: integers(columns.name),
    service: integers(columns.service),
    kind: Array.from(order, (from) => kinds[columns.kind[from] ?? -1] ?? 'internal'),
    start,
    end,
    failed,
    message: Int32Array.from(order, (from) => columns.message[from] ?? -1),
    events: integers(columns.events),
    links: integers(columns.links),
  };
}

function time(value: number | undefined): number {
  return value !== undefined && value > 0 ? value : 0;
}

/** The server sends spans by start; everything after relies on it, so it is made sure here rather than believed. */
function orderByStart(starts: readonly number[]): Int32Array {
  const order = Int32Array.from(starts, (_, i) => i);
  const sorted = starts.every((start, i) => i === 0 || time(starts[i - 1]) <= time(start));
  return sorted ? order : order.sort((a, b) => time(starts[a]) - time(starts[b]) || a - b);
}

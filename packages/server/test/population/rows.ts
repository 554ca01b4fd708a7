import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/store/store.ts';

/** One span as the tests make it; everything else takes a default. */
export interface TestSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  service: string;
  name: string;
  kind: 'Server' | 'Client' | 'Internal' | 'Producer' | 'Consumer';
  /** Nanoseconds since the epoch. */
  start: bigint;
  /** Nanoseconds. */
  duration: number;
  status: 'Unset' | 'Ok' | 'Error';
  message: string;
  traceState: string;
  attributes: Record<string, string>;
  resource: Record<string, string>;
  events: { at: bigint; name: string; attributes: Record<string, string> }[];
  links: { traceId: string; spanId: string; traceState: string; attributes: Record<string, string> }[];
}

const COLUMNS = {
  Timestamp: 'Int64',
  TraceId: 'String',
  SpanId: 'String',
  ParentSpanId: 'String',
  TraceState: 'String',
  SpanName: 'String',
  SpanKind: 'String',
  ServiceName: 'String',
  ResourceAttributes: 'Map(String, String)',
  ScopeName: 'String',
  ScopeVersion: 'String',
  SpanAttributes: 'Map(String, String)',
  Duration: 'UInt64',
  StatusCode: 'String',
  StatusMessage: 'String',
  'Events.Timestamp': 'Array(Int64)',
  'Events.Name': 'Array(String)',
  'Events.Attributes': 'Array(Map(String, String))',
  'Links.TraceId': 'Array(String)',
  'Links.SpanId': 'Array(String)',
  'Links.TraceState': 'Array(String)',
  'Links.Attributes': 'Array(Map(String, String))',
};

function rowOf(span: TestSpan): Record<string, unknown> {
  return {
    Timestamp: String(span.start),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId,
    TraceState: span.traceState,
    SpanName: span.name,
    SpanKind: span.kind,
    ServiceName: span.service,
    ResourceAttributes: { 'service.name': span.service, ...span.resource },
    ScopeName: 'test',
    ScopeVersion: '1',
    SpanAttributes: span.attributes,
    Duration: String(span.duration),
    StatusCode: span.status,
    StatusMessage: span.message,
    'Events.Timestamp': span.events.map(({ at }) => String(at)),
    'Events.Name': span.events.map(({ name }) => name),
    'Events.Attributes': span.events.map(({ attributes }) => attributes),
    'Links.TraceId': span.links.map(({ traceId }) => traceId),
    'Links.SpanId': span.links.map(({ spanId }) => spanId),
    'Links.TraceState': span.links.map(({ traceState }) => traceState),
    'Links.Attributes': span.links.map(({ attributes }) => attributes),
  };
}

/** Writes spans into the table as a Collector would: the way in is not what is tested here. */
export async function insertSpans(store: Store, spans: readonly TestSpan[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-rows-'));
  try {
    const file = join(folder, 'rows.jsonl');
    writeFileSync(file, spans.map((span) => `${JSON.stringify(rowOf(span))}\n`).join(''));
    const names = Object.keys(COLUMNS).map((name) => `\`${name}\``);
    const structure = Object.entries(COLUMNS).map(([name, type]) => `\`${name}\` ${type}`);
    const values = names.map((name) => {
      if (name === '`Timestamp`') return "fromUnixTimestamp64Nano(Timestamp, 'UTC')";
      return name === '`Events.Timestamp`'
        ? "arrayMap(t -> fromUnixTimestamp64Nano(t, 'UTC'), `Events.Timestamp`)"
        : name;
    });
    await store.command(
      `INSERT INTO ${store.database}.otel_traces (${names.join(', ')}) SELECT ${values.join(', ')} FROM file('${file}', 'JSONEachRow', '${structure.join(', ')}') SETTINGS async_insert = 0`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

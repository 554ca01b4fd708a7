import { readFileSync } from 'node:fs';
import { context } from '@opentelemetry/api';
import type { ContextManager, Tracer, TracerOptions } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace';
import { parse } from 'protobufjs';
import { FastContextManager } from '../src/tracer/context/context-manager.ts';
import { createFastTracerProvider } from '../src/tracer/fast-tracer-provider.ts';
import type { SpanLimits } from '../src/tracer/limits.ts';
import type { SpanSampler } from '../src/tracer/sampling.ts';

const proto = readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportTraceServiceRequest');

/** A span as an OTLP receiver reads it, ids in hexadecimal. */
export interface WireSpan {
  readonly scope: { name: string; version: string };
  readonly schemaUrl: string;
  readonly resource: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { key: string; value: unknown }[];
  readonly droppedAttributesCount: number;
  readonly events: { name: string; timeUnixNano: string; attributes: unknown[]; droppedAttributesCount: number }[];
  readonly droppedEventsCount: number;
  readonly links: { traceId: string; spanId: string; traceState: string; attributes: unknown[]; flags: number }[];
  readonly droppedLinksCount: number;
  readonly status: { code: number; message: string };
}

/** As protobufjs gives it, with ids in base64. */
type Decoded = Omit<WireSpan, 'scope' | 'schemaUrl' | 'resource' | 'status'> & { status: object | null };
interface DecodedResource {
  readonly resource: unknown;
  readonly scopeSpans: { scope: WireSpan['scope']; schemaUrl: string; spans: Decoded[] }[];
}

const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
const withIds = <One extends { traceId: string; spanId: string }>(one: One): One => ({
  ...one,
  traceId: hex(one.traceId),
  spanId: hex(one.spanId),
});

export function decode(body: Uint8Array): WireSpan[] {
  const options = { longs: String, bytes: String, defaults: true };
  const request = REQUEST.toObject(REQUEST.decode(body), options) as { resourceSpans: DecodedResource[] };
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, schemaUrl, spans }) =>
      spans.map((span) => ({
        ...withIds(span),
        scope,
        schemaUrl,
        resource,
        parentSpanId: hex(span.parentSpanId),
        links: span.links.map(withIds),
        status: { message: '', code: 0, ...span.status },
      })),
    ),
  );
}

/** What a script of calls gets: one of the two tracers, the same way. */
export interface Rig {
  readonly which: 'ours' | 'stock';
  readonly tracer: (name?: string, version?: string, options?: TracerOptions) => Tracer;
  /** What has ended, as it goes over the wire. */
  readonly sent: () => WireSpan[];
}

export interface RigOptions {
  readonly limits?: Partial<SpanLimits>;
  readonly sampler?: { readonly ours: SpanSampler; readonly stock: Sampler };
}

const resource = resourceFromAttributes({ 'service.name': 'tried', 'process.pid': 12, list: ['a', 'b'] });

/** Runs the same calls on both tracers, each with its own context manager, one after the other. */
export async function onBoth<Result>(
  script: (rig: Rig) => Result | Promise<Result>,
  options: RigOptions = {},
): Promise<{ ours: Result; stock: Result }> {
  return {
    ours: await under(new FastContextManager(), () => script(createOurs(options))),
    stock: await under(new AsyncLocalStorageContextManager(), () => script(createStock(options))),
  };
}

async function under<Result>(manager: ContextManager, run: () => Result | Promise<Result>): Promise<Result> {
  context.disable();
  context.setGlobalContextManager(manager.enable());
  try {
    return await run();
  } finally {
    context.disable();
  }
}

function createOurs({ limits = {}, sampler }: RigOptions): Rig {
  const chunks: Uint8Array[] = [];
  const provider = createFastTracerProvider({
    resource,
    limits,
    ...(sampler === undefined ? {} : { sampler: sampler.ours }),
    onChunk: (bytes) => chunks.push(bytes),
  });
  return {
    which: 'ours',
    tracer: (name = 'tests', version, options) => provider.getTracer(name, version, options),
    sent: () => {
      provider.flush();
      return decode(Buffer.concat(chunks));
    },
  };
}

function createStock({ limits = {}, sampler }: RigOptions): Rig {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource,
    spanLimits: limits,
    ...(sampler === undefined ? {} : { sampler: sampler.stock }),
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => {
          if ((span.spanContext().traceFlags & 1) !== 0) ended.push(span);
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  return {
    which: 'stock',
    tracer: (name = 'tests', version, options) => provider.getTracer(name, version, options),
    sent: () => decode(ProtobufTraceSerializer.serializeRequest(ended) ?? new Uint8Array()),
  };
}

/** What must be equal: random ids by the order in which they appear, times left out. */
export function comparable(spans: readonly WireSpan[]): unknown[] {
  const names = new Map<string, string>([['', '']]);
  const nameOf = (id: string): string => {
    if (!names.has(id)) names.set(id, `id ${names.size}`);
    return names.get(id) ?? '';
  };
  return spans.map(({ startTimeUnixNano: _start, endTimeUnixNano: _end, ...span }) => ({
    ...span,
    traceId: nameOf(span.traceId),
    spanId: nameOf(span.spanId),
    parentSpanId: nameOf(span.parentSpanId),
    events: span.events.map(({ timeUnixNano: _time, ...event }) => event),
    links: span.links.map((link) => ({ ...link, traceId: nameOf(link.traceId), spanId: nameOf(link.spanId) })),
  }));
}

import { EventEmitter } from 'node:events';
import { propagation, SpanKind } from '@opentelemetry/api';
import type { Attributes, Context, Histogram, TextMapSetter, Tracer } from '@opentelemetry/api';
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@sightglass/api/semconv';
import { isRecord } from '../../../is-record.ts';
import { contextWithSpan, currentContext } from '../../../tracer/context/storage.ts';
import type { HookedCall, RunningCall } from '../../hooked-calls.ts';
import { emitIn } from './emitting.ts';
import { METADATA_CLASS } from '../patch.ts';
import { UNKNOWN, writeStatus } from './status.ts';
import type { GrpcStatus } from './status.ts';

/** As much of grpc-js's Metadata as is used. */
interface Metadata {
  set(key: string, value: string): void;
  clone(): Metadata;
}

const SETTER: TextMapSetter<Metadata> = { set: (metadata, key, value) => metadata.set(key, value) };
/** A target without its scheme: `dns:///shop:50051`, `ipv4:127.0.0.1:50051`, `[::1]:50051`. */
const TARGET = /^(?:[a-z\d+.-]+:(?:\/\/[^/]*\/)?(?=\D|\d+\.))?(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/;

/** @param metadataAt where metadata stands among the arguments, if there is any */
export type BeginGrpcCall = (call: HookedCall, metadataAt: number) => RunningCall | undefined;

/** Spans of calls that a client makes; the context goes along in their metadata. */
export function createGrpcClient(tracer: Tracer, duration: Histogram): BeginGrpcCall {
  return (call, metadataAt) => {
    const [path] = call.arguments;
    if (typeof path !== 'string') return undefined;
    const method = path.replace(/^\//, '');
    const attributes: Attributes = {
      ...targetOf(call.self),
      [ATTR_RPC_SYSTEM_NAME]: 'grpc',
      [ATTR_RPC_METHOD]: method,
    };
    const parent = currentContext();
    const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, parent);
    const startedAt = performance.now();
    const context = contextWithSpan(parent, span);
    carryContext(call, metadataAt, context);
    let isOver = false;
    const finish = (status: GrpcStatus): void => {
      if (isOver) return;
      isOver = true;
      const outcome = writeStatus(span, 'client', status);
      duration.record((performance.now() - startedAt) / 1_000, { ...attributes, ...outcome }, context);
      span.end();
    };
    return followed(call, { context, parent, finish });
  };
}

interface Followed {
  readonly context: Context;
  readonly parent: Context;
  readonly finish: (status: GrpcStatus) => void;
}

function followed(call: HookedCall, { context, parent, finish }: Followed): RunningCall {
  const hasCallback = typeof call.arguments.at(-1) === 'function';
  return {
    context,
    end: (outcome) => {
      if (outcome.failed) finish(statusOf(outcome.error));
      else if (hasCallback) finish({ code: 0 });
      else if (outcome.value instanceof EventEmitter) {
        outcome.value.once('status', (status) => finish(statusOf(status)));
        emitIn(parent, outcome.value);
      } else finish({ code: UNKNOWN });
    },
  };
}

/**
 * Puts the context into the call's metadata: a copy of what the program gave, which it may use for other calls.
 *
 * @param at where metadata stands among the arguments, if there is any: options and callback may stand there instead
 */
function carryContext(call: HookedCall, at: number, context: Context): void {
  const given = call.arguments[at];
  const metadata = isMetadata(given) ? given.clone() : newMetadata(call.self);
  if (metadata === undefined) return;
  propagation.inject(context, metadata, SETTER);
  const isPlace = isMetadata(given) || (at < call.arguments.length && (given === undefined || given === null));
  call.arguments = call.arguments.toSpliced(at, isPlace ? 1 : 0, metadata);
}

function newMetadata(client: unknown): Metadata | undefined {
  const Class: unknown = Reflect.get(Object(client), METADATA_CLASS);
  const metadata: unknown = typeof Class === 'function' ? Reflect.construct(Class, []) : undefined;
  return isMetadata(metadata) ? metadata : undefined;
}

function isMetadata(value: unknown): value is Metadata {
  return isRecord(value) && typeof value['getMap'] === 'function' && typeof value['clone'] === 'function';
}

function statusOf(value: unknown): GrpcStatus {
  if (!isRecord(value) || typeof value['code'] !== 'number') return { code: UNKNOWN, details: String(value) };
  return { code: value['code'], details: typeof value['details'] === 'string' ? value['details'] : undefined };
}

/** Address and port out of the client's target. */
function targetOf(client: unknown): Attributes {
  const channel: unknown = isRecord(client) && typeof client['getChannel'] === 'function' ? client['getChannel']() : {};
  const target: unknown = isRecord(channel) && typeof channel['getTarget'] === 'function' ? channel['getTarget']() : '';
  const { host, port } = TARGET.exec(String(target))?.groups ?? {};
  return {
    ...(host === undefined || host === '' ? {} : { [ATTR_SERVER_ADDRESS]: host.replaceAll(/[[\]]/g, '') }),
    ...(port === undefined ? {} : { [ATTR_SERVER_PORT]: Number(port) }),
  };
}

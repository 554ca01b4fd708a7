import { EventEmitter } from 'node:events';
import { propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { Histogram, TextMapGetter, Tracer } from '@opentelemetry/api';
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME } from '@sightglass/api/semconv';
import { isRecord } from '../../../is-record.ts';
import { contextWithSpan, storage } from '../../../tracer/context/storage.ts';
import { guarded } from '../../guarded.ts';
import type { HookedCall } from '../../hooked-calls.ts';
import { emitIn } from './emitting.ts';
import { CANCELLED, writeStatus } from './status.ts';
import type { GrpcStatus } from './status.ts';

type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** As much of what a handler gets as is used. */
interface ServedCall extends EventEmitter {
  readonly metadata: { get(key: string): (string | Buffer)[]; getMap(): object };
  /** Through which every kind of call ends, also one whose handler throws. */
  readonly call: { sendStatus(status: GrpcStatus): void };
}

const GETTER: TextMapGetter<ServedCall['metadata']> = {
  get: (metadata, key) => metadata.get(key).map(String),
  keys: (metadata) => Object.keys(metadata.getMap()),
};

/** Spans of what a server's handlers do, below the span of the client that called. */
export function createGrpcServer(
  tracer: Tracer,
  duration: Histogram,
  isOn: () => boolean,
): (call: HookedCall) => undefined {
  const begin = (call: ServedCall, method: string): (<Result>(run: () => Result) => Result) => {
    const parent = propagation.extract(ROOT_CONTEXT, call.metadata, GETTER);
    const attributes = { [ATTR_RPC_SYSTEM_NAME]: 'grpc', [ATTR_RPC_METHOD]: method };
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    const startedAt = performance.now();
    const context = contextWithSpan(parent, span);
    let isOver = false;
    const finish = guarded('grpc capture', (status: GrpcStatus) => {
      if (isOver) return;
      isOver = true;
      const outcome = writeStatus(span, 'server', status);
      duration.record((performance.now() - startedAt) / 1_000, { ...attributes, ...outcome }, context);
      span.end();
    });
    const sendStatus = call.call.sendStatus.bind(call.call);
    call.call.sendStatus = (status) => {
      finish(status);
      sendStatus(status);
    };
    call.once('cancelled', () => finish({ code: CANCELLED }));
    emitIn(context, call);
    return (run) => storage.run(context, run);
  };

  const wrap = (handler: Handler, method: string): Handler => {
    const wrapper: Handler = function (...given) {
      const [call] = given;
      let within = <Result>(run: () => Result): Result => run();
      const enter = guarded('grpc capture', () => {
        if (isOn() && isServedCall(call)) within = begin(call, method);
      });
      enter();
      return within(() => handler.apply(this, given));
    };
    return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler));
  };

  return (call) => {
    const [path, handler, ...others] = call.arguments;
    if (typeof path === 'string' && isHandler(handler)) {
      call.arguments = [path, wrap(handler, path.replace(/^\//, '')), ...others];
    }
    return undefined;
  };
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function isServedCall(value: unknown): value is ServedCall {
  if (!(value instanceof EventEmitter) || !('call' in value) || !('metadata' in value)) return false;
  return isRecord(value.call) && typeof value.call['sendStatus'] === 'function' && isRecord(value.metadata);
}

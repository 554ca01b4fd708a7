import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { ATTR_MESSAGING_BATCH_MESSAGE_COUNT, ATTR_MESSAGING_MESSAGE_ID } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext, storage } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createMessagingCalls, senderOf } from '../database/messaging-calls.ts';
import type { MessageCall, MessagingCalls } from '../database/messaging-calls.ts';
import { isCallback, settled } from '../database/settling.ts';
import type { Callback } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';

interface TraceCall extends HookedCall {
  readonly self: Readonly<Record<string, unknown>>;
  running?: Running;
}
interface Running {
  readonly call: MessageCall;
  /** What the job failed with: its worker tells that, but throws nothing. */
  failure: unknown;
  count: number | undefined;
}

/**
 * Jobs of `bullmq`: a span for adding them and one for the work on each, below the one who added it. The context travels in the job's
 * options, in the form that `bullmq-otel` gives it. A queue whose `telemetry` option is set is left to that.
 */
export function startBullmqCapture(tools: CaptureTools): () => void {
  const calls = createMessagingCalls(tools, 'bullmq');
  const stops = [
    listen('sightglass:bullmq:trace', isTraceCall, {
      start(traced) {
        const { opts } = traced.self;
        if (isRecord(opts) && opts['telemetry'] !== undefined) return;
        const [, operation, , callback, metadata] = traced.arguments;
        const destination = String(traced.self['name']);
        if (!isCallback(callback)) return;
        if (operation === 'add' || operation === 'addBulk') add(calls, traced, destination, operation, callback);
        else if (operation === 'process') work(calls, traced, destination, callback, metadata);
      },
      end(traced) {
        const { running } = traced;
        if (running === undefined) return;
        if (traced.error !== undefined) running.call.end(traced.error);
        else
          traced.result = settled(traced.result, (error) => running.call.end(error ?? running.failure, running.count));
      },
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function add(calls: MessagingCalls, traced: TraceCall, destination: string, name: string, callback: Callback): void {
  const call = calls.send({ name, destination }, currentContext());
  const carrier: Record<string, string> = {};
  propagation.inject(call.context, carrier);
  const running: Running = { call, failure: undefined, count: undefined };
  traced.running = running;
  const metadata = Object.keys(carrier).length === 0 ? undefined : JSON.stringify(carrier);
  traced.arguments[3] = inside(call.context, callback, observerOf(running), metadata);
}

function work(
  calls: MessagingCalls,
  traced: TraceCall,
  destination: string,
  callback: Callback,
  metadata: unknown,
): void {
  const call = calls.process({ name: 'process', destination }, sentBy(metadata));
  const running: Running = { call, failure: undefined, count: undefined };
  traced.running = running;
  traced.arguments[3] = inside(call.context, callback, observerOf(running), undefined);
}

function inside(within: Context, callback: Callback, observer: object, metadata: string | undefined): Callback {
  return () => storage.run(within, () => Reflect.apply(callback, undefined, [observer, metadata]));
}

function sentBy(metadata: unknown): Context {
  if (typeof metadata !== 'string') return ROOT_CONTEXT;
  try {
    const carrier: unknown = JSON.parse(metadata);
    return isRecord(carrier) ? senderOf(carrier) : ROOT_CONTEXT;
  } catch {
    // Another program's: whatever it wrote there is no context of ours.
    return ROOT_CONTEXT;
  }
}

/** Stands for the span that bullmq would write to. Data and results of jobs, which it writes too, are not taken. */
function observerOf(running: Running): object {
  const { span } = running.call;
  const setAttributes = (attributes: unknown): void => {
    if (!isRecord(attributes)) return;
    const { 'bullmq.job.id': id, 'bullmq.job.bulk.count': count } = attributes;
    if (typeof id === 'string') span.setAttribute(ATTR_MESSAGING_MESSAGE_ID, id);
    if (typeof count === 'number') {
      running.count = count;
      if (count > 1) span.setAttribute(ATTR_MESSAGING_BATCH_MESSAGE_COUNT, count);
    }
  };
  return {
    setAttributes,
    setAttribute: (key: unknown, value: unknown) => setAttributes({ [String(key)]: value }),
    addEvent(name: unknown, attributes: unknown): void {
      if (name !== 'job failed' || !isRecord(attributes)) return;
      running.failure = { name: 'job_failed', message: attributes['bullmq.job.failed.reason'] };
    },
    recordException(error: unknown): void {
      running.failure ??= error;
    },
    setSpanOnContext: (context: unknown) => context,
    end(): void {},
  };
}

function isTraceCall(message: unknown): message is TraceCall {
  return isRecord(message) && Array.isArray(message['arguments']) && isRecord(message['self']);
}

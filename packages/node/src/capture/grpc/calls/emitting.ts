import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { storage } from '../../../tracer/context/storage.ts';

/**
 * Lets everything that listens to an emitter run in a context: HTTP/2 tells of a stream's data in whatever context its session
 * was opened, which is another request's.
 */
export function emitIn(context: Context, emitter: EventEmitter): void {
  const emit = emitter.emit.bind(emitter);
  Object.defineProperty(emitter, 'emit', {
    configurable: true,
    writable: true,
    value: (...given: Parameters<EventEmitter['emit']>) => storage.run(context, () => emit(...given)),
  });
}

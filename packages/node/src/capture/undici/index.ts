import diagnosticsChannel from 'node:diagnostics_channel';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

const CHANNEL = 'undici:request:create';
/** The name that the listener of every UndiciInstrumentation has, ours and others'. */
const LISTENER = 'bound onRequestCreated';

/** Spans and durations of requests made with `fetch` and undici, through undici's own diagnostics channels. */
export function startUndiciCapture(): () => void {
  const channel: object = diagnosticsChannel.channel(CHANNEL);
  const instrumentation = new UndiciInstrumentation({
    // Two of them on the channel write two trace headers into one request, which no receiver can read: when the
    // program has its own, ours steps back.
    ignoreRequestHook: () => countListeners(channel) > 1,
  });
  return () => instrumentation.disable();
}

function countListeners(channel: object): number {
  // Not public in Node; where it is not there, nothing steps back.
  const subscribers: unknown = Reflect.get(channel, '_subscribers');
  if (!Array.isArray(subscribers)) return 0;
  return subscribers.filter((listener) => typeof listener === 'function' && listener.name === LISTENER).length;
}

import type { CaptureTools } from '../capture.ts';
import { createMessagingCalls } from '../database/messaging-calls.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { isRecord } from '../../is-record.ts';
import { followRunner } from './consumer.ts';
import { sending } from './producer.ts';

/**
 * Messages through `kafkajs`: a span for each topic that a call sends to, and one for the work on each message, or on each batch where the
 * program takes batches. The context travels in the headers of the message.
 */
export function startKafkajsCapture(tools: CaptureTools): () => void {
  const calls = createMessagingCalls(tools, 'kafka');
  // What a producer or a consumer was given outlives the capture.
  let isOn = true;
  const stops = [
    listen('sightglass:kafkajs:producer', isCall, {
      end(call) {
        if (isRecord(call.result)) call.result = sending(call.result, calls, () => isOn);
      },
    }),
    listen('sightglass:kafkajs:run', isCall, {
      start(call) {
        if (isRecord(call.self)) followRunner(call.self, calls, () => isOn);
      },
    }),
  ];
  return () => {
    isOn = false;
    for (const stop of stops) stop();
  };
}

function isCall(message: unknown): message is HookedCall {
  return isRecord(message) && Array.isArray(message['arguments']);
}

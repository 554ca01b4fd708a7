import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCall } from '../database/database-calls.ts';
import { settled } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { hostOf } from './address.ts';
import { startPoolCapture } from './pool.ts';
import { writeFailure } from './write-failure.ts';

interface CommandCall extends HookedCall {
  /** Kept here between the beginning of the call and its return. */
  running?: DatabaseCall;
}

/** What the driver does for itself: finding servers, proving who it is, tidying up behind sessions. */
const OWN = new Set(['hello', 'ismaster', 'isMaster', 'authenticate', 'saslStart', 'saslContinue', 'endSessions']);

/**
 * Commands of `mongodb`, below the one who asked, each as the server gets it: reading on in a cursor is a command of its own. What is
 * asked for, and its values, stay out: names of fields can be data, too.
 */
export function startMongodbCapture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'mongodb');
  const stops = [
    listen('sightglass:mongodb:command', isCommandCall, {
      start(call) {
        const [namespace, command] = call.arguments;
        if (!isRecord(namespace) || !isRecord(command)) return;
        const [name] = Object.keys(command);
        if (name === undefined || OWN.has(name)) return;
        const { db, collection } = namespace;
        const { address, port } = hostOf(isRecord(call.self) ? call.self['address'] : undefined);
        const endpoint = calls.endpoint(address, port, typeof db === 'string' ? db : undefined);
        // Commands of a whole database are addressed to a collection of that name.
        const isOfCollection = typeof collection === 'string' && collection !== '$cmd';
        const operation = isOfCollection ? { name, collection } : { name };
        call.running = calls.operation(endpoint, operation, currentContext());
      },
      end(call) {
        const { running, error } = call;
        if (running === undefined) return;
        if (error !== undefined) running.end(error);
        else call.result = settled(call.result, (failure, answer) => running.end(failure ?? writeFailure(answer)));
      },
    }),
    startPoolCapture(tools.meter),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function isCommandCall(message: unknown): message is CommandCall {
  return isRecord(message) && Array.isArray(message['arguments']);
}

import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { Endpoint } from '../database/database-calls.ts';
import { redisText } from '../database/redis-text.ts';
import { followCalls, placeOf } from '../database/traced-calls.ts';
import type { CallMessage } from '../database/traced-calls.ts';

/**
 * Commands, transactions, pipelines and connections of `redis` 6 (`@redis/client`), which publishes them by itself. A transaction or a
 * pipeline is one call with its size, as the conventions have batches.
 */
export function startRedisCapture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'redis');
  const endpointOf = (message: CallMessage): Endpoint => {
    const { address, port } = placeOf(message);
    const { database } = message;
    return calls.endpoint(address, port, typeof database === 'number' ? String(database) : undefined);
  };
  const stops = [
    followCalls('node-redis:command', (message, caller) => {
      const { command, args, batchMode } = message;
      // Told with its pipeline.
      if (batchMode !== undefined || typeof command !== 'string') return undefined;
      const text = redisText(command, Array.isArray(args) ? args.slice(1) : []);
      const call = calls.operation(endpointOf(message), { name: command, text }, caller);
      return (error) => call.end(error);
    }),
    followCalls('node-redis:batch', (message, caller) => {
      const { batchMode, batchSize } = message;
      const name = typeof batchMode === 'string' ? batchMode : 'PIPELINE';
      // A batch of one is none, say the conventions.
      const size = typeof batchSize === 'number' && batchSize > 1 ? batchSize : undefined;
      const call = calls.operation(endpointOf(message), { name, batchSize: size }, caller);
      return (error) => call.end(error);
    }),
    followCalls('node-redis:connect', (message, caller) => {
      const connect = calls.operation(endpointOf(message), { name: 'connect' }, caller);
      return (error) => connect.end(error);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

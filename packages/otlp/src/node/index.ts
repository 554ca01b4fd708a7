import type { Client, ClientOptions } from '../client.ts';
import { createClient as createCoreClient } from '../create-client.ts';
import { watchEnd } from './at-end.ts';
import { createNodePlatform } from './platform.ts';

export type { DropReason } from '@sightglass/api/semconv';
export type { Client, ClientOptions, Consent } from '../client.ts';

/** What a client in Node is made of. */
export interface NodeClientOptions extends ClientOptions {
  /**
   * A folder on a local disk for what could not be sent yet; made when it is needed, and shared by any number of processes. Default: the
   * environment's `SIGHTGLASS_BUFFER_DIR`. Without any, what waits is in memory alone, and is lost when the process is killed or the receiver
   * is away at its end.
   */
  readonly bufferDir?: string;
}

/**
 * A client for Node. What waits is written to the buffer folder within 250 ms, and at once when the program ends; a later process, or
 * another one that shares the folder, sends it. The program's end is delayed by at most two seconds, and only while there is something to
 * send; its exit code, output and listeners stay as they are, and no client keeps it alive.
 *
 * @throws {RangeError} for an endpoint that is no address of HTTP.
 */
export function createClient(options: NodeClientOptions): Client {
  const { platform, save } = createNodePlatform(options);
  const client = createCoreClient(options, platform);
  const unwatch = watchEnd({ flush: () => client.flush(), save });
  return {
    ...client,
    shutdown: async () => {
      await client.shutdown();
      unwatch();
    },
  };
}

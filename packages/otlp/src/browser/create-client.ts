import { clientOf, createQueue } from '../create-client.ts';
import type { Queue } from '../create-client.ts';
import type { Client, ClientOptions } from '../client.ts';
import { createBrowserPlatform } from './platform.ts';

/** Options of a client in a page or worker. */
export interface BrowserClientOptions extends ClientOptions {
  /** `auto`: what is not sent yet is stored, where the browser lets us. `memory`: nothing is stored, ever. Default `auto`. */
  readonly storage?: 'auto' | 'memory';
  /**
   * Name of the store, and of the lock beside it. Clients of one origin with the same name send what others left behind, and share their
   * consent: where one is denied, what all of them stored is deleted. Default `sightglass`.
   */
  readonly storageName?: string;
  /**
   * Told that the page may end (`isOver` where it is left, not only hidden), once what waits has been sent: what is added then is sent, too. It is
   * told several times, and what it does may be stopped anywhere the first time: Firefox does that to pages that are left.
   */
  readonly onLeave?: (isOver: boolean) => void;
}

/**
 * A client that keeps what it is given in IndexedDB until the receiver has it, also over the end of the page.
 *
 * Of other things in the page it touches nothing. `endpoint` may be relative to the page.
 *
 * @throws TypeError for an endpoint that is no address.
 */
export function createClient(options: BrowserClientOptions): Client {
  return clientOf(createBrowserQueue(options));
}

/** What a client is without the forms of its records. @throws TypeError for an endpoint that is no address. */
export function createBrowserQueue(options: BrowserClientOptions): Queue {
  return createQueue(options, createBrowserPlatform(options));
}

import { isIP } from 'node:net';
import { Problem } from './problem.ts';

/**
 * Lets only this machine's own callers ask: without keys, whoever reaches the port reads everything. A page of somebody else that made its
 * name resolve to 127.0.0.1 (DNS rebinding) shows itself by its Host, a page that merely sends requests here by its Origin.
 *
 * @throws a 403 that says which header and why.
 */
export function checkCaller(host: string | undefined, origin: string | undefined): void {
  if (!isLoopbackHost(host)) {
    const remedy = 'Ask through http://127.0.0.1 or http://localhost with the port of the server.';
    throw new Problem(403, `The API answers on this machine only, not as ${JSON.stringify(host ?? '')}. ${remedy}`, [
      { field: 'Host', value: host ?? null, remedy },
    ]);
  }
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    const remedy = 'Ask from the pages of this server, or from a program that sends no Origin.';
    throw new Problem(403, `The API does not answer pages of ${JSON.stringify(origin)}. ${remedy}`, [
      { field: 'Origin', value: origin, remedy },
    ]);
  }
}

function isLoopbackHost(header: string | undefined): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:@/\s]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase() ?? '';
  return name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
}

import { isIP } from 'node:net';
import { Problem } from './problem.ts';

/** As which address the server may be asked. */
export interface Reach {
  /** `loopback`: only as this machine. `addresses`: as any number that leads here too; the server listens on one that others reach. */
  readonly allowedHosts: 'loopback' | 'addresses';
  /** The origin under which browsers reach it, through a proxy or by a name. */
  readonly publicUrl?: string | undefined;
}

/**
 * Lets only callers ask who mean this server. A page of somebody else that made its own name resolve to our address (DNS rebinding) shows
 * itself by its Host, a page that merely sends requests here by its Origin.
 *
 * @throws a 403 that says which header and why.
 */
export function checkCaller(reach: Reach, host: string | undefined, origin: string | undefined): void {
  if (!isOurs(reach, host)) {
    const remedy = remedyOf(reach);
    throw new Problem(403, `The API does not answer as ${JSON.stringify(host ?? '')}. ${remedy}`, [
      { field: 'Host', value: host ?? null, remedy },
    ]);
  }
  const isOwn = origin === `http://${host}` || origin === `https://${host}` || origin === reach.publicUrl;
  if (origin !== undefined && !isOwn) {
    const remedy = 'Ask from the pages of this server, or from a program that sends no Origin.';
    throw new Problem(403, `The API does not answer pages of ${JSON.stringify(origin)}. ${remedy}`, [
      { field: 'Origin', value: origin, remedy },
    ]);
  }
}

function isOurs({ allowedHosts, publicUrl }: Reach, header: string | undefined): boolean {
  const host = header?.toLowerCase() ?? '';
  if (publicUrl !== undefined && host === new URL(publicUrl).host) return true;
  const name = /^(\[[0-9a-f:.]+\]|[^:@/\s]+)(?::\d{1,5})?$/.exec(host)?.[1] ?? '';
  if (name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'))) return true;
  // Rebinding needs a name: nobody else's page can be at a number that leads here.
  return allowedHosts === 'addresses' && isIP(name.replaceAll(/[[\]]/g, '')) !== 0;
}

function remedyOf({ allowedHosts, publicUrl }: Reach): string {
  if (publicUrl !== undefined) return `Ask through ${publicUrl}, or on this machine through http://127.0.0.1.`;
  const here = 'Ask through http://127.0.0.1 or http://localhost with the port of the server';
  const there = 'or start it with --public-url and the address that is meant';
  return allowedHosts === 'loopback' ? `${here}, ${there}.` : `Ask through its IP address, ${there}.`;
}

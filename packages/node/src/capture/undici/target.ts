import type { UndiciRequest } from './undici-request.ts';

/** The server that a request goes to. */
export interface UndiciTarget {
  readonly scheme: string;
  readonly address: string;
  readonly port: number;
  /** What stands before the path in addresses of this server; undefined where it holds more than scheme, host and port. */
  readonly origin: string | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
/** Most servers that are remembered; a program calls few. */
const MAX_KNOWN = 256;

/** Reads the server of each request; an origin that was read before costs a lookup. */
export function createTargets(): (request: UndiciRequest) => UndiciTarget | undefined {
  const known = new Map<string, UndiciTarget>();
  return ({ origin }) => {
    const text = typeof origin === 'string' ? origin : origin.href;
    const before = known.get(text);
    if (before !== undefined) return before;
    const target = read(text);
    if (target !== undefined && known.size < MAX_KNOWN) known.set(text, target);
    return target;
  };
}

function read(origin: string): UndiciTarget | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { protocol, hostname, port, username, password, origin: plain } = new URL(origin);
  const scheme = protocol.slice(0, -1);
  return {
    scheme,
    address: hostname,
    port: port === '' ? (DEFAULT_PORTS[scheme] ?? 0) : Number(port),
    origin: username === '' && password === '' && scheme in DEFAULT_PORTS ? plain : undefined,
  };
}

/** Where a server is. A path leads to a socket of this machine, which has no port. */
export interface Host {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Reads the driver's `host:port`, `[::1]:27017` or path of a socket; anything else leads nowhere that could be told. */
export function hostOf(address: unknown): Host {
  if (typeof address !== 'string') return { address: undefined, port: undefined };
  if (address.startsWith('/')) return { address, port: undefined };
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  return { address: host, port: port === undefined ? undefined : Number(port) };
}

/** A connection of one's own, for what fetch does not let one see: which bytes come back when, and on which connection. */
import { connect } from 'node:net';
import { until } from '../../../../test/kit/until.ts';

/** A connection that speaks HTTP/1.1 by hand. */
export interface Wire {
  write(text: string | Uint8Array): void;
  /** Everything that came. */
  text(): string;
  /** Waits until what came fits, and answers it. */
  shows(pattern: RegExp): Promise<string>;
  /** Whether the other side has closed. */
  isClosed(): boolean;
  end(): void;
}

/** Connects to the host and port of an address. */
export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let came = '';
  let isClosed = false;
  socket.setEncoding('latin1').on('data', (part: string) => (came += part));
  socket.on('close', () => (isClosed = true));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return {
    write: (text) => void socket.write(text),
    text: () => came,
    shows: (pattern) => until(30_000, () => (pattern.test(came) ? came : undefined), `${pattern} in ${came}`),
    isClosed: () => isClosed,
    end: () => void socket.destroy(),
  };
}

/** The head of a POST. */
export const postHead = (path: string, headers: Record<string, string | number>): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

import { Agent, request as start } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Cuts the connection as soon as the answer's head arrives, or this many milliseconds after sending. */
  readonly cut?: 'at head' | number;
}

export interface Answer {
  /** 0: the connection was cut. */
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface Client {
  ask(asked: Asked): Promise<Answer>;
  close(): void;
}

/** Asks over connections that are kept, at most so many at once. */
function createClient(origin: string, maxSockets: number = 4): Client {
  const agent = new Agent({ keepAlive: true, maxSockets });
  return {
    ask: (asked) => ask(origin, agent, asked),
    close: () => agent.destroy(),
  };
}

function ask(origin: string, agent: Agent, { method = 'GET', path, headers, body, cut }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = start(origin + path, { method, agent, headers: { 'user-agent': 'driver/1', ...headers } });
    const isCut = cut !== undefined;
    request.on('error', (error) => (isCut ? resolve({ status: 0, headers: {}, body: '' }) : reject(error)));
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', () => resolve({ status: 0, headers: {}, body: '' }));
      if (cut === 'at head') request.destroy();
    });
    request.end(body);
    if (typeof cut === 'number') setTimeout(() => request.destroy(), cut);
  });
}

/** Asks all of it: one after the other, and then again all at once. */
export async function askTwice(origin: string, script: readonly Asked[]): Promise<void> {
  const client = createClient(origin, 32);
  try {
    for (const asked of script) await client.ask(asked);
    await Promise.all(script.map((asked) => client.ask(asked)));
  } finally {
    client.close();
  }
}

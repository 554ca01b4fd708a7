/** A session of WebDriver BiDi, https://w3c.github.io/webdriver-bidi/. */
export interface BidiSession {
  /** Sends a command and gives back its result. @throws what the browser says is wrong, or that it is gone */
  send<T>(method: string, params: object): Promise<T>;
  /** Hears all events of a name that the session has subscribed to. */
  on(event: string, hear: (params: unknown) => void): void;
  close(): void;
}

/** What a browser sends: the answer to a command, or an event. */
interface Message {
  id?: number;
  result?: unknown;
  error?: string;
  message?: string;
  method?: string;
  params?: unknown;
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Opens a session with a browser that listens at a `ws://` address. */
export async function openBidi(url: string): Promise<BidiSession> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, Waiting>();
  const hearers: { event: string; hear: (params: unknown) => void }[] = [];
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, message, method, params } = JSON.parse(String(data)) as Message;
    if (id === undefined) for (const { hear } of hearers.filter(({ event }) => event === method)) hear(params);
    else if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`${error}: ${message}`));
    if (id !== undefined) waiting.delete(id);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser closed the connection'));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`no connection to the browser at ${url}`)));
  });
  let lastId = 0;
  const send = <T>(method: string, params: object): Promise<T> => {
    const id = ++lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
    socket.send(JSON.stringify({ id, method, params }));
    return answer as Promise<T>;
  };
  await send('session.new', { capabilities: {} });
  return { send, on: (event, hear) => void hearers.push({ event, hear }), close: () => socket.close() };
}

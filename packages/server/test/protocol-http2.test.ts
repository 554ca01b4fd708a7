/** HTTP/2 without TLS beside HTTP/1.1, on one port. */
import { once } from 'node:events';
import { connect as connectHttp2, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { fresh, json, protobuf, single, span, spans } from './conformance/messages.ts';
import { openWire, postHead } from './conformance/socket.ts';

const PROTOBUF = 'application/x-protobuf';
const MAX_BODY = 4 * 1024 * 1024;

let server: TemporaryServer;
let session: ClientHttp2Session;
beforeAll(async () => {
  server = await startTemporary({ receive: { maxBodyBytes: MAX_BODY } });
  session = connectHttp2(server.url);
});
afterAll(async () => {
  session.destroy();
  await server.close();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

async function ask(
  path: string,
  headers: Record<string, string> = {},
  body?: Uint8Array | string,
  on = session,
): Promise<Answer> {
  const stream = on.request({ ':path': path, ':method': body === undefined ? 'GET' : 'POST', ...headers });
  let headersOf: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.on('response', (got) => (headersOf = got));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.end(body);
  await new Promise<void>((resolve, reject) => {
    stream.once('close', resolve).once('error', reject);
  });
  return { status: Number(headersOf[':status']), headers: headersOf, body: Buffer.concat(chunks).toString() };
}

async function services(): Promise<string[]> {
  await server.store.flush();
  const { status, body } = await ask('/api/v1/services');
  expect(status).toBe(200);
  return (JSON.parse(body) as { items: { service: string }[] }).items.map(({ service }) => service);
}

describe('over HTTP/2', () => {
  it('telemetry is taken as over HTTP/1.1', async () => {
    const [binary, text] = [fresh('http2'), fresh('http2')];
    const taken = await ask('/v1/traces', { 'content-type': PROTOBUF }, protobuf('traces', single('traces', binary)));
    const asJson = { 'content-type': 'application/json', origin: 'https://shop.example' };
    const heard = await ask('/v1/traces', asJson, json(single('traces', text)));
    expect([taken.status, taken.headers['content-type'], taken.body]).toEqual([200, PROTOBUF, '']);
    expect([heard.status, heard.headers['access-control-allow-origin'], heard.body]).toEqual([
      200,
      'https://shop.example',
      '{}',
    ]);
    expect(await services()).toEqual(expect.arrayContaining([binary, text]));
  });

  it('the API answers questions, and checks as which host it is asked', async () => {
    expect((await ask('/api/v1/meta')).status).toBe(200);
    const foreign = await ask('/api/v1/meta', { ':authority': 'evil.example' });
    expect([foreign.status, foreign.body]).toEqual([403, expect.stringContaining('evil.example')]);
    const both = await ask('/api/v1/meta', { ':authority': 'evil.example', host: '127.0.0.1' });
    expect(both.status).toBe(403);
    const asked = JSON.stringify({ questions: [{ id: 'a', ask: 'services', params: {} }] });
    const answered = await ask('/api/v1/ask', { 'content-type': 'application/json' }, asked);
    expect([answered.status, JSON.parse(answered.body)]).toMatchObject([200, { id: 'a', status: 200 }]);
  });

  it('a body of the API that is too large is refused without a word about connections', async () => {
    const warned: Error[] = [];
    const listen = (warning: Error): void => void warned.push(warning);
    process.on('warning', listen);
    const large = await ask('/api/v1/ask', { 'content-type': 'application/json' }, Buffer.alloc(2 * 1024 * 1024, 32));
    expect(large.status).toBe(413);
    expect((await ask('/v1/traces', { 'content-type': 'text/html' }, 'x')).status).toBe(415);
    process.off('warning', listen);
    expect(warned.map(({ message }) => message)).toEqual([]);
  });

  it('live lists stream', async () => {
    const sub = encodeURIComponent(`list:/api/v1/logs?from=-1h`);
    const stream = session.request({ ':path': `/api/v1/live?sub=${sub}` });
    let came = '';
    stream.setEncoding('utf8').on('data', (part: string) => (came += part));
    expect(await until(10_000, () => /^(?:event|data|id|retry|):/m.exec(came)?.[0], 'an event')).toContain(':');
    stream.close(constants.NGHTTP2_CANCEL);
  });

  it('a hundred bodies at once on one connection are all taken', async () => {
    const service = fresh('many');
    const bodies = Array.from({ length: 100 }, () =>
      protobuf(
        'traces',
        spans(
          Array.from({ length: 50 }, () => span()),
          service,
        ),
      ),
    );
    const answers = await Promise.all(bodies.map((body) => ask('/v1/traces', { 'content-type': PROTOBUF }, body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await server.store.flush();
    const { rows } = await server.store.query<{ n: string }>(
      'SELECT count() AS n FROM otel.otel_traces WHERE ServiceName = {service:String}',
      { service },
    );
    expect(Number(rows[0]?.n)).toBe(5000);
  });

  it('a body over the limit is refused while it is still on its way, and the connection goes on', async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/v1/traces', 'content-type': PROTOBUF });
    let status: number | undefined;
    stream.on('response', (got) => (status = got[':status']));
    stream.on('error', () => undefined);
    const hasClosed = once(stream, 'close').catch(() => undefined);
    stream.resume();
    const chunk = Buffer.alloc(256 * 1024);
    let sent = 0;
    // Sent without a length, and never ended: only the server can end it.
    while (!stream.closed && sent < 100 * MAX_BODY) {
      sent += chunk.length;
      const isRoom = stream.write(chunk);
      if (!isRoom) await Promise.race([once(stream, 'drain').catch(() => undefined), hasClosed]);
    }
    await until(5000, () => status, 'the answer');
    expect(status).toBe(413);
    expect(sent).toBeLessThan(3 * MAX_BODY);
    expect((await ask('/v1/traces', { 'content-type': PROTOBUF }, Buffer.alloc(0))).status).toBe(200);
  });

  it('a sender that is not let in hears why before it has sent its body', async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/v1/nothing', 'content-type': PROTOBUF });
    const status = await new Promise((resolve) => void stream.once('response', (got) => resolve(got[':status'])));
    await new Promise<void>((resolve) => void stream.once('close', resolve).resume());
    expect([status, stream.rstCode]).toEqual([404, constants.NGHTTP2_NO_ERROR]);
  });
});

describe('the first bytes of a connection', () => {
  const dial = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await new Promise<void>((resolve) => void socket.once('connect', resolve));
    return socket.setNoDelay(true);
  };
  /** Sends bytes one at a time, each in a packet of its own. */
  const drip = async (socket: Socket, bytes: Uint8Array): Promise<void> => {
    for (const byte of bytes) {
      await new Promise<void>((resolve) => void socket.write(Buffer.from([byte]), () => resolve()));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('tell HTTP/2, however slowly they come', async () => {
    const socket = await dial();
    await drip(socket, Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
    // A frame of settings without any; the server answers with its own.
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [first] = (await new Promise<Buffer>((resolve) => void socket.once('data', resolve))).subarray(3);
    expect(first).toBe(4);
    socket.destroy();
  });

  it('tell HTTP/1.1, however slowly they come, and however alike they begin', async () => {
    const body = json(single('traces', fresh('slow')));
    const wire = await openWire(server.url);
    const head = postHead('/v1/traces', { 'Content-Type': 'application/json', 'Content-Length': body.length });
    for (const letter of head.slice(0, 8)) {
      wire.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    wire.write(head.slice(8) + body);
    expect(await wire.shows(/\r\n\r\n\{\}/)).toMatch(/^HTTP\/1\.1 200 /);
    // The same connection goes on, with two requests in one packet.
    const get = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    wire.write(get + get);
    expect(await wire.shows(/(alive[^]*){2}/)).toContain('200');
    wire.end();
  });

  it('of something else end it', async () => {
    const wire = await openWire(server.url);
    wire.write('PRI * HTTP/3.0\r\n\r\n');
    await until(5000, () => (wire.isClosed() ? true : undefined), 'the end');
    expect(wire.text()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a server that stops', () => {
  it('says so on connections of HTTP/2, and acknowledges what is under way there', async () => {
    const body = protobuf('traces', single('traces', fresh('last')));
    // Browsers open connections ahead and say nothing on them; nor does the one of the tests above, now.
    const silent = await openWire(server.url);
    const own = connectHttp2(server.url);
    let hasGone = false;
    own.on('goaway', () => (hasGone = true));
    const stream = own.request({ ':method': 'POST', ':path': '/v1/traces', 'content-type': PROTOBUF });
    const answered = new Promise((resolve) => void stream.once('response', (got) => resolve(got[':status'])));
    stream.write(body.subarray(0, 10));
    // What comes after it on the connection is answered: so it has arrived.
    expect((await ask('/healthz', {}, undefined, own)).status).toBe(200);
    const closed = server.close();
    await until(5000, () => (hasGone ? true : undefined), 'GOAWAY');
    expect(own.closed || own.destroyed).toBe(true);
    stream.end(body.subarray(10));
    expect(await answered).toBe(200);
    stream.resume();
    const startedAt = performance.now();
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(4000);
    expect(silent.isClosed()).toBe(true);
  });
});

/** The server speaking TLS itself: both protocols, gRPC, certificates of clients, and a certificate that is renewed. */
import { copyFileSync, readFileSync, utimesSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { credentials, Metadata } from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAuthority, type Authority, type Certificate } from '../../../test/kit/certificates.ts';
import { freePort } from '../../../test/kit/free-port.ts';
import { temporaryFolder } from '../../../test/kit/guard.ts';
import { stopProgram } from '../../../test/kit/processes.ts';
import { spawnServer, startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { protobuf, single } from './conformance/messages.ts';

const ADMIN = 'sg_admin_0b1c2d3e4f5g6h7i8j9k0l';

let server: TemporaryServer;
let authority: Authority;
let clients: Authority;
let client: Certificate;
/** Where the server reads its certificate. */
let files: Certificate;
let trusted: { ca: Buffer; cert: Buffer; key: Buffer };

function place(certificate: Certificate, seconds: number): void {
  for (const which of ['cert', 'key'] as const) {
    copyFileSync(certificate[which], files[which]);
    utimesSync(files[which], seconds, seconds);
  }
}

beforeAll(async () => {
  [authority, clients] = [makeAuthority('servers'), makeAuthority('clients')];
  client = clients.issue('a client');
  const folder = temporaryFolder('tls');
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  place(authority.issue('first'), 1000);
  trusted = { ca: readFileSync(authority.cert), cert: readFileSync(client.cert), key: readFileSync(client.key) };
  server = await startTemporary({
    adminKey: ADMIN,
    tls: { ...files, clientCa: clients.cert },
    grpcPort: await freePort(),
  });
});
afterAll(() => server.close());

interface Answer {
  status: number;
  cookies: string[];
  body: string;
}

/** Asks over HTTP/1.1. */
function ask(path: string, options: RequestOptions = {}, body?: Uint8Array | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}${path}`, { ...trusted, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookies: response.headers['set-cookie'] ?? [],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject).end(body);
  });
}

const auth = { authorization: `Bearer ${ADMIN}` };

async function services(): Promise<string[]> {
  await server.store.flush();
  const { body } = await ask('/api/v1/services', { headers: auth });
  return (JSON.parse(body) as { items: { service: string }[] }).items.map(({ service }) => service);
}

async function ingestKey(): Promise<string> {
  const headers = { ...auth, 'content-type': 'application/json' };
  const made = await ask('/api/v1/projects/default/keys', { method: 'POST', headers }, '{"kind":"ingest","name":"t"}');
  return (JSON.parse(made.body) as { key: string }).key;
}

it('is asked and sent to over HTTP/1.1, over HTTP/2 and over gRPC', async () => {
  expect([server.url, server.grpcUrl]).toEqual([
    expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
  ]);
  const key = await ingestKey();
  const headers = { 'content-type': 'application/x-protobuf', 'x-sightglass-key': key };
  const first = await ask(
    '/v1/traces',
    { method: 'POST', headers },
    protobuf('traces', single('traces', 'over-http1')),
  );
  expect(first.status).toBe(200);

  const session = connectHttp2(server.url, trusted);
  const stream = session.request({ ':method': 'POST', ':path': '/v1/traces', ...headers });
  const answered = new Promise((resolve) => void stream.once('response', (got) => resolve(got[':status'])));
  stream.end(protobuf('traces', single('traces', 'over-http2')));
  expect(await answered).toBe(200);
  expect(session.alpnProtocol).toBe('h2');
  session.close();

  const metadata = new Metadata();
  metadata.set('x-sightglass-key', key);
  for (const url of [server.url, server.grpcUrl ?? '']) {
    const exporter = new OTLPTraceExporter({
      url,
      credentials: credentials.createSsl(trusted.ca, trusted.key, trusted.cert),
      metadata,
    });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': `over-grpc-${new URL(url).port}` }),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    provider.getTracer('tests').startSpan('work').end();
    await provider.forceFlush();
    await provider.shutdown();
  }
  const ports = [server.url, server.grpcUrl ?? ''].map((url) => `over-grpc-${new URL(url).port}`);
  expect(await services()).toEqual(expect.arrayContaining(['over-http1', 'over-http2', ...ports]));
});

it('hands out cookies that travel over TLS only', async () => {
  const headers = { 'content-type': 'application/json', origin: server.url, 'sec-fetch-site': 'same-origin' };
  const { cookies, status } = await ask('/api/v1/session', { method: 'POST', headers }, JSON.stringify({ key: ADMIN }));
  expect([Math.floor(status / 100), cookies.join()]).toEqual([2, expect.stringMatching(/; Secure/i)]);
});

/** How a client tells that it was not let in; which, depends on how far it had come. */
const REFUSED = /certificate|unknown ca|ECONNRESET|EPIPE|hang up/i;

it('turns away who shows no certificate, or one of somebody else, before a word is said', async () => {
  const { ca } = trusted;
  const stranger = authority.issue('a stranger');
  const theirs = { cert: readFileSync(stranger.cert), key: readFileSync(stranger.key) };
  await expect(ask('/healthz', { cert: undefined, key: undefined, agent: false, ca })).rejects.toThrow(REFUSED);
  await expect(ask('/healthz', { ...theirs, agent: false, ca })).rejects.toThrow(REFUSED);
  await expect(fetch(server.url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
  expect((await ask('/healthz')).status).toBe(200);
});

/** Opens a connection, and says whom it leads to. */
async function dial(): Promise<{ socket: TLSSocket; name: string }> {
  const socket = connect({
    ...trusted,
    host: '127.0.0.1',
    servername: 'localhost',
    port: Number(new URL(server.url).port),
  });
  await new Promise<void>((resolve, reject) => void socket.once('secureConnect', resolve).once('error', reject));
  return { socket, name: socket.getPeerCertificate().subject.CN };
}

it('shows a renewed certificate to new connections, and keeps those there are', async () => {
  const before = await dial();
  expect(before.name).toBe('first');
  place(authority.issue('second'), 2000);
  await until(15_000, async () => {
    const { socket, name } = await dial();
    socket.destroy();
    return name === 'second' ? true : undefined;
  });
  const answered = new Promise<string>((resolve) => void before.socket.once('data', (part) => resolve(String(part))));
  before.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
  before.socket.destroy();
});

it('does not start with files that cannot be used, and says which', async () => {
  const data = temporaryFolder('unused');
  const absent = join(data, 'absent.pem');
  const program = spawnServer(['--port', '0', '--data', data, '--tls-cert', files.cert, '--tls-key', absent]);
  expect(await program.exited).toBe(1);
  await stopProgram(program);
  expect(program.output.stderr).toContain(`tls.key ${absent} cannot be used: there is no such file; name a PEM file`);
});

// A gRPC server and its client in one process; an HTTP server in front of them, so that calls have a parent.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import { ready } from './ready.mjs';

// The stock agent has loaded it for its own exporter by now, and does not see it imported.
const grpc = createRequire(import.meta.url)('@grpc/grpc-js');
const folder = await mkdtemp(join(tmpdir(), 'grpc-'));
const file = join(folder, 'shop.proto');
writeFileSync(
  file,
  `syntax = "proto3";
package shop;
message Question { string id = 1; int32 code = 2; }
message Answer { string id = 1; int32 count = 2; }
service Catalogue {
  rpc GetItem (Question) returns (Answer);
  rpc Fail (Question) returns (Answer);
  rpc ListItems (Question) returns (stream Answer);
  rpc AddItems (stream Question) returns (Answer);
  rpc Chat (stream Question) returns (stream Answer);
}`,
);
const { shop } = grpc.loadPackageDefinition(loadSync(file));
await rm(folder, { recursive: true });

const server = new grpc.Server();
server.addService(shop.Catalogue.service, {
  GetItem: (call, done) => setTimeout(() => done(null, { id: call.request.id, count: 1 }), 1),
  Fail: (call, done) => done({ code: call.request.code, details: 'refused' }),
  ListItems: (call) => {
    for (let count = 0; count < 3; count++) call.write({ id: call.request.id, count });
    if (call.request.code > 0) call.emit('error', { code: call.request.code, details: 'broken off' });
    else call.end();
  },
  AddItems: (call, done) => {
    let count = 0;
    call.on('data', () => count++);
    call.on('end', () => done(null, { id: 'all', count }));
  },
  Chat: (call) => {
    call.on('data', ({ id }) => call.write({ id }));
    call.on('end', () => call.end());
  },
});
const port = await new Promise((resolve, reject) =>
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
    error ? reject(error) : resolve(bound),
  ),
);
const client = new shop.Catalogue(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

const unary = (name, ...given) =>
  new Promise((resolve) => client[name](...given, (error, answer) => resolve(error?.code ?? answer)));
const streamed = (call) =>
  new Promise((resolve) => {
    const seen = [];
    call.on('data', (answer) => seen.push(answer));
    call.on('error', () => {});
    call.on('status', ({ code }) => resolve({ code, seen: seen.length }));
  });
const shared = new grpc.Metadata();
shared.set('x-shared', 'yes');

const WORK = {
  get: (id) => unary('GetItem', { id }),
  metadata: (id) => unary('GetItem', { id }, shared),
  options: (id) => unary('GetItem', { id }, { deadline: Date.now() + 10_000 }),
  both: (id) => unary('getItem', { id }, shared, { deadline: Date.now() + 10_000 }),
  fail: (code) => unary('Fail', { id: 'x', code: Number(code) }),
  list: (id) => streamed(client.ListItems({ id })),
  broken: (code) => streamed(client.ListItems({ id: 'x', code: Number(code) }, shared)),
  add: (count) =>
    new Promise((resolve) => {
      const call = client.AddItems((error, answer) => resolve(error?.code ?? answer));
      for (let at = 0; at < Number(count); at++) call.write({ id: String(at) });
      call.end();
    }),
  chat: (count) => {
    const call = client.Chat(shared);
    const done = streamed(call);
    for (let at = 0; at < Number(count); at++) call.write({ id: String(at) });
    call.end();
    return done;
  },
};

const front = createServer((request, response) => {
  const [, what, given] = request.url.split('/');
  void WORK[what](given).then((answer) => response.end(JSON.stringify(answer)));
});
front.listen(0, '127.0.0.1', () =>
  ready(front.address().port, () => {
    front.close();
    client.close();
    server.forceShutdown();
  }),
);

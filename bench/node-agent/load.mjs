/**
 * Asks a service, in a process of its own, over connections that stay open. Bare sockets: it has to be so cheap that the service is what is slow.
 * A message `{ port, path, requests, connections }` is answered with `{ seconds, failed }`.
 */
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/** One connection that asks again when it has its answer, as long as `next` gives it something to ask. */
function ask(port, path, next) {
  return new Promise((resolve, reject) => {
    let failed = 0;
    let held = '';
    const socket = connect(port, '127.0.0.1');
    const send = () => {
      if (!next()) {
        socket.end();
        resolve(failed);
        return;
      }
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    };
    socket.setNoDelay(true).setEncoding('latin1').on('connect', send).on('error', reject);
    socket.on('data', (text) => {
      held += text;
      const end = held.indexOf(HEAD_END);
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0);
      // Chunked, of one chunk or more: they end with the empty one.
      const isWhole = /transfer-encoding: chunked/i.test(held)
        ? held.endsWith(`0${HEAD_END}`)
        : held.length >= end + HEAD_END.length + length;
      if (!isWhole) return;
      if (!held.startsWith('HTTP/1.1 200')) failed += 1;
      held = '';
      send();
    });
  });
}

async function load({ port, path, requests, connections }) {
  let left = requests;
  const next = () => left-- > 0;
  const begin = performance.now();
  const failed = await Promise.all(Array.from({ length: connections }, () => ask(port, path, next)));
  process.send({ seconds: (performance.now() - begin) / 1000, failed: failed.reduce((sum, n) => sum + n, 0) });
}

process.on('message', (message) => void load(message));
process.send({ isReady: true });

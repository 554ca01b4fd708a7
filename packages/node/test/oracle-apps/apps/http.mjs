import { Agent, createServer, get, request } from 'node:http';
import { trace } from '@opentelemetry/api';
import { ready } from './ready.mjs';

const tracer = trace.getTracer('app');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const routes = {
  plain: (_request, response) => response.end('plain'),
  status: (_request, response, code) => response.writeHead(Number(code)).end(),
  echo: (incoming, response) => {
    // Listeners, not await: what they start belongs to the request all the same.
    const parts = [];
    incoming.on('data', (part) => {
      if (parts.length === 0) tracer.startSpan('first part').end();
      parts.push(part);
    });
    incoming.on('end', () => {
      tracer.startSpan('all parts').end();
      response.end(Buffer.concat(parts));
    });
  },
  trailers: (_request, response) => {
    response.writeHead(200, { trailer: 'x-sum' });
    response.write('first');
    response.addTrailers({ 'x-sum': '5' });
    setTimeout(() => response.end('last'), 2);
  },
  finished: (_request, response) => {
    const span = trace.getActiveSpan();
    response.on('finish', () => span?.setAttribute('said.at', 'finish'));
    response.end('finished');
  },
  moved: (_request, response) => response.writeHead(302, { location: '/plain' }).end(),
  destroyed: (_request, response) => response.destroy(),
  half: (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  },
  never: () => {},
  calls: async (_request, response, name) => {
    const origin = `http://127.0.0.1:${server.address().port}`;
    response.end(String(await calls[name](origin)));
  },
};

const calls = {
  url: (origin) => answer(get(new URL('/plain?token=secret', origin))),
  text: (origin) => answer(get(`${origin}/plain`, { headers: { 'x-own': '1' } })),
  options: (origin) => answer(get({ host: '127.0.0.1', port: new URL(origin).port, path: '/plain', agent })),
  pooled: (origin) => Promise.all([1, 2, 3].map(() => inSpan('pooled', () => callback(`${origin}/plain`)))),
  array: (origin) =>
    answer(
      get({
        port: new URL(origin).port,
        host: '127.0.0.1',
        path: '/plain',
        headers: ['Host', 'named.example', 'x-own', '1'],
      }),
    ),
  expect: (origin) => {
    const call = request(`${origin}/echo`, { method: 'POST', headers: { expect: '100-continue' } });
    call.on('continue', () => call.end('after the continue'));
    return answer(call, false);
  },
  chunked: (origin) => {
    const call = request(`${origin}/echo`, { method: 'POST' });
    call.write('first');
    setTimeout(() => call.end('last'), 2);
    return answer(call, false);
  },
  head: (origin) => answer(request(`${origin}/plain`, { method: 'HEAD' })),
  missing: (origin) => answer(get(`${origin}/status/404`)),
  broken: (origin) => answer(get(`${origin}/status/503`)),
  trailers: (origin) => answer(get(`${origin}/trailers`)),
  refused: () => answer(get('http://127.0.0.1:1/nothing')),
  half: (origin) => answer(get(`${origin}/half`)),
  hangup: (origin) => answer(get(`${origin}/destroyed`)),
  fetch: (origin) => fetched(`${origin}/plain?token=secret`),
  'fetch-post': (origin) => fetched(`${origin}/echo`, { method: 'POST', body: 'posted' }),
  'fetch-head': (origin) => fetched(`${origin}/plain`, { method: 'HEAD' }),
  'fetch-missing': (origin) => fetched(`${origin}/status/404`),
  'fetch-moved': (origin) => fetched(`${origin}/moved`),
  'fetch-refused': () => fetched('http://127.0.0.1:1/nothing'),
  'fetch-half': (origin) => fetched(`${origin}/half`),
  'fetch-aborted': (origin) => fetched(`${origin}/never`, { signal: AbortSignal.timeout(50) }),
};

function answer(call, isEnded = true) {
  return new Promise((resolve) => {
    call.on('response', (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
      response.on('error', (error) => resolve(error.code));
    });
    call.on('error', (error) => resolve(error.code));
    if (isEnded) call.end();
  });
}

/** In the callback, on a pooled connection, what is started belongs to who asked. */
function callback(url) {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      tracer.startSpan('answered').end();
      response.resume();
      response.on('end', () => {
        tracer.startSpan('read').end();
        resolve();
      });
    });
  });
}

function inSpan(name, run) {
  return tracer.startActiveSpan(name, async (span) => {
    await run();
    span.end();
  });
}

async function fetched(url, init) {
  try {
    const response = await fetch(url, init);
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return error.name;
  }
}

const server = createServer((incoming, response) => {
  const [, name, more] = new URL(incoming.url, 'http://localhost').pathname.split('/');
  const route = routes[name] ?? ((_request, answering) => answering.writeHead(404).end());
  void route(incoming, response, more);
});
server.listen(0, '127.0.0.1', () => {
  ready(server.address().port, () => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
});

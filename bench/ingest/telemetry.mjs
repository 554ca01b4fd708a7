/**
 * What the measurements send: telemetry of one system of twelve services on three machines each, no two records alike. A span has about 430
 * bytes of protobuf, 16 attributes of its resource and 8.8 of its own. Random, but the same for the same seed.
 */

/** Numbers from 0 to 1 in an order that the seed decides (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below) => Math.floor(next() * below);
  return {
    next,
    whole,
    pick: (list) => list[whole(list.length)],
    bytes(size) {
      const bytes = Buffer.allocUnsafe(size);
      for (let i = 0; i < size; i += 4) bytes.writeUInt32LE(whole(4_294_967_296), i);
      return bytes;
    },
  };
}

const NAMES = [
  'gateway',
  'cart',
  'checkout',
  'payment',
  'catalog',
  'search',
  'shipping',
  'accounts',
  'reviews',
  'stock',
  'mail',
  'invoices',
];
const INSTANCES = 3;
const NOUNS = ['orders', 'items', 'users', 'prices', 'offers', 'images', 'addresses', 'labels', 'payments', 'baskets'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148',
  'okhttp/4.12.0',
];

/** Resources of the system, one a process. */
export const RESOURCES = NAMES.flatMap((name, service) =>
  Array.from({ length: INSTANCES }, (_, instance) => ({
    'service.name': name,
    'service.version': `${1 + (service % 4)}.${service}.${instance}`,
    'service.namespace': 'shop',
    'service.instance.id': `${name}-${instance}-7d9f8b6c5d`,
    'deployment.environment.name': service % 4 === 3 ? 'staging' : 'production',
    'host.name': `node-${service % 5}`,
    'host.arch': 'amd64',
    'os.type': 'linux',
    'process.pid': 1000 + service * 10 + instance,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': '24.21.0',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': '3.0.0',
    'k8s.pod.name': `${name}-7d9f8b6c5d-${instance}`,
    'k8s.namespace.name': 'shop',
  })),
);

const SPANS_A_TRACE = 8;
const SERVER = 2;
const CLIENT = 3;
const INTERNAL = 1;

/** Spans of whole traces, each with the index of its resource, one after the other. */
export function createSpans(random, clock) {
  let waiting = [];
  return () => {
    if (waiting.length === 0) waiting = trace(random, clock());
    return waiting.pop();
  };
}

/** A request that passes through three services; each asks a database or another service, or computes. */
function trace(random, at) {
  const traceId = random.bytes(16);
  const spans = [];
  const session = random.bytes(8).toString('hex');
  for (let i = 0; i < SPANS_A_TRACE; i++) {
    const hop = Math.floor(i / 3);
    const parent = spans[i === 0 ? 0 : i % 3 === 0 ? i - 2 : hop * 3];
    const resource = i % 3 === 0 ? random.whole(RESOURCES.length) : parent.resource;
    const kind = i % 3 === 0 ? SERVER : random.next() < 0.7 ? CLIENT : INTERNAL;
    const durationNs = BigInt(Math.ceil(Math.exp(random.next() * 6 + 11)));
    const failed = random.next() < 0.02;
    const { name, attributes } = operation(random, kind, resource, failed, session);
    spans.push({
      resource,
      traceId,
      spanId: random.bytes(8),
      parentSpanId: parent?.spanId,
      name,
      kind,
      start: at + BigInt(random.whole(5_000_000)),
      durationNs,
      attributes,
      failed,
    });
  }
  return spans;
}

function operation(random, kind, resource, failed, session) {
  const noun = NOUNS[(resource + random.whole(5)) % NOUNS.length];
  if (kind === SERVER) return answered(random, noun, failed, session);
  if (kind === INTERNAL) {
    const name = `${noun}.${random.pick(['validate', 'render', 'compute'])}`;
    const attributes = {
      'code.function.name': name,
      'code.file.path': `/app/src/${noun}.js`,
      'code.line.number': random.whole(400),
    };
    return {
      name,
      attributes: {
        ...attributes,
        'thread.id': random.whole(8),
        'app.items': random.whole(50),
        'app.cached': random.next() < 0.5,
      },
    };
  }
  return random.next() < 0.5 ? stored(random, noun) : asked(random, noun, failed);
}

function answered(random, noun, failed, session) {
  const method = random.pick(['GET', 'GET', 'GET', 'POST']);
  const route = `/api/v1/${noun}/:id`;
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'url.path': `/api/v1/${noun}/${random.whole(1_000_000)}`,
    'url.scheme': 'https',
    'http.response.status_code': failed ? 500 : 200,
    'server.address': 'shop.example',
    'server.port': 443,
    'client.address': `10.${random.whole(256)}.${random.whole(256)}.${random.whole(256)}`,
    'user_agent.original': random.pick(AGENTS),
    'network.protocol.version': '1.1',
    'session.id': session,
  };
  return { name: `${method} ${route}`, attributes };
}

function stored(random, noun) {
  const attributes = {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.collection.name': noun,
    'db.operation.name': 'SELECT',
    'db.query.text': `SELECT * FROM ${noun} WHERE id = $1 AND deleted_at IS NULL LIMIT ${random.pick([1, 10, 100])}`,
    'server.address': 'db.shop.svc',
    'server.port': 5432,
    'db.response.returned_rows': random.whole(100),
  };
  return { name: `SELECT ${noun}`, attributes };
}

function asked(random, noun, failed) {
  const host = `${random.pick(NAMES)}.shop.svc`;
  const method = random.pick(['GET', 'POST']);
  const attributes = {
    'http.request.method': method,
    'url.full': `http://${host}:8080/api/v1/${noun}/${random.whole(1_000_000)}`,
    'http.response.status_code': failed ? 503 : 200,
    'server.address': host,
    'server.port': 8080,
    'network.peer.address': `10.0.${random.whole(256)}.${random.whole(256)}`,
    'network.peer.port': 8080,
    'network.protocol.version': '1.1',
    'http.request.resend_count': 0,
  };
  return { name: method, attributes };
}

const LINES = [
  (random, noun) => `request completed GET /api/v1/${noun}/${random.whole(1_000_000)} 200 in ${random.whole(800)} ms`,
  (random, noun) => `cache miss for key ${noun}:${random.bytes(8).toString('hex')}`,
  (random, noun) => `loaded ${random.whole(500)} ${noun} for user ${random.whole(200_000)}`,
  (random, noun) =>
    `slow query took ${random.whole(3000)} ms: SELECT * FROM ${noun} WHERE customer_id = ${random.whole(77_777)}`,
  (random, noun) => `upstream timeout after ${random.whole(5000)} ms on /api/v1/${noun}`,
];
const LEVELS = [
  ['INFO', 9],
  ['INFO', 9],
  ['DEBUG', 5],
  ['WARN', 13],
  ['ERROR', 17],
];

/** Lines of a log, two of three within a trace. */
export function createLogs(random, clock) {
  return () => {
    const line = random.whole(LINES.length);
    const [severity, number] = LEVELS[line];
    const noun = random.pick(NOUNS);
    return {
      resource: random.whole(RESOURCES.length),
      at: clock() + BigInt(random.whole(1_000_000)),
      severity,
      number,
      body: LINES[line](random, noun),
      traceId: random.next() < 0.67 ? random.bytes(16) : undefined,
      spanId: random.bytes(8),
      attributes: {
        'http.route': `/api/v1/${noun}/:id`,
        'code.line.number': random.whole(300),
        'thread.id': random.whole(8),
        'request.id': random.bytes(8).toString('hex'),
      },
    };
  };
}

/** Points of counters: every series of every process has one every 15 seconds. */
export function createPoints(random, clock) {
  const series = [];
  for (const [resource] of RESOURCES.entries())
    for (const noun of NOUNS)
      for (const method of ['GET', 'POST'])
        for (const status of [200, 404, 500])
          series.push({
            resource,
            attributes: {
              'http.route': `/api/v1/${noun}/:id`,
              'http.request.method': method,
              'http.response.status_code': status,
            },
            value: 0,
          });
  const start = clock();
  let index = 0;
  return () => {
    const one = series[index % series.length];
    const round = Math.floor(index++ / series.length);
    one.value += random.whole(50);
    return { ...one, start, at: start + BigInt(round) * 15_000_000_000n };
  };
}

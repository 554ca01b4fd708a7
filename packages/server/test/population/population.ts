import type { TestSpan } from './rows.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const THRESHOLDS = ['', 'ot=th:8', 'other=1,ot=rv:00000000000001;th:c'];

/** What each of the thresholds above makes a span stand for: 1 / (1 - threshold), by hand. */
export const WEIGHT_OF: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ot=th:8', 2],
  ['other=1,ot=rv:00000000000001;th:c', 4],
]);

/** Makes spans with rising ids. */
export interface SpanMaker {
  (fields: Partial<TestSpan> & Pick<TestSpan, 'traceId' | 'service' | 'name' | 'start' | 'duration'>): TestSpan;
}

/** A maker whose ids come from `first` on. */
export function createMaker(first = 1): SpanMaker {
  let next = first;
  return (fields) => ({
    spanId: (next++).toString(16).padStart(16, '0'),
    parentSpanId: '',
    kind: 'Server',
    status: 'Unset',
    message: '',
    traceState: '',
    attributes: {},
    resource: {},
    events: [],
    links: [],
    ...fields,
  });
}

/** A trace id from a number. */
export function traceIdOf(n: number): string {
  return n.toString(16).padStart(32, '0');
}

/**
 * Traces of a small system over a stretch of time: a web service that calls an API, which puts work into a queue; a job that has roots only; two
 * releases, two environments, failures with messages, sampling weights, roots that never arrived, spans that arrived twice.
 */
export function createPopulation(seed: number, traces: number, fromMs: number, toMs: number): TestSpan[] {
  const random = createRandom(seed);
  const make = createMaker();
  const spans: TestSpan[] = [];
  for (let n = 1; n <= traces; n++) {
    const traceId = traceIdOf(n);
    const start =
      BigInt(Math.floor(fromMs + random() * (toMs - fromMs))) * 1_000_000n + BigInt(Math.floor(random() * 999_999));
    const traceState = THRESHOLDS[Math.floor(random() * THRESHOLDS.length)] ?? '';
    const release = n / traces > 0.6 ? '2.0.0' : '1.9.1';
    const resource = {
      'service.namespace': 'shop',
      'service.version': release,
      'deployment.environment.name': random() < 0.7 ? 'production' : 'staging',
    };
    const common = { traceId, traceState };
    if (n % 10 === 0) {
      // A job of a service that answers requests too is none of its requests.
      const service = n % 30 === 0 ? 'web' : 'nightly';
      const duration = Math.floor(1e6 + random() * 5e9);
      const root = make({
        ...common,
        service,
        name: 'tidy up',
        kind: 'Internal',
        start,
        duration,
        resource,
      });
      spans.push(
        root,
        make({
          ...common,
          service,
          name: 'step',
          kind: 'Internal',
          parentSpanId: root.spanId,
          start: start + 5n,
          duration: 100,
          resource,
        }),
      );
      continue;
    }
    const route = ['/', '/product/:id', '/cart'][Math.floor(random() * 3)] ?? '/';
    const failed = random() < 0.05;
    const duration = Math.floor(2e6 + random() ** 4 * 9e8);
    const web = make({
      ...common,
      service: 'web',
      name: `GET ${route}`,
      start,
      duration,
      resource,
      status: failed ? 'Error' : 'Unset',
      message: failed ? 'voucher, "EXPIRED" today' : '',
      attributes: {
        'http.route': route,
        'http.response.status_code': failed ? '500' : '200',
        'http.request.method': 'GET',
      },
    });
    const call = make({
      ...common,
      service: 'web',
      name: 'GET',
      kind: 'Client',
      parentSpanId: web.spanId,
      start: start + 1000n,
      duration: Math.floor(duration / 2),
      resource,
    });
    const api = make({
      ...common,
      service: 'api',
      name: 'catalogue.list',
      parentSpanId: call.spanId,
      start: start + 2000n,
      duration: Math.floor(duration / 3),
      resource: { ...resource, 'service.namespace': '' },
      status: random() < 0.02 ? 'Error' : 'Ok',
      attributes: {
        'session.id': `s${n % 40}`,
        'cart.items': String(n % 7),
        'cart.note': n % 5 === 0 ? '' : `~note ${n % 3}, x`,
      },
      events: n % 4 === 0 ? [{ at: start + 3000n, name: 'cache.miss', attributes: { key: 'k' } }] : [],
    });
    // The root of some traces never arrived.
    if (n % 17 !== 0) spans.push(web);
    // A client span arrived twice.
    spans.push(call, ...(n % 13 === 0 ? [call] : []), api);
    if (n % 3 === 0) {
      spans.push(
        make({
          ...common,
          service: 'worker',
          name: 'orders process',
          kind: 'Consumer',
          parentSpanId: api.spanId,
          start: start + 4000n,
          duration: Math.floor(duration * 1.5),
          resource,
        }),
      );
    }
  }
  return spans;
}

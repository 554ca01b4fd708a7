import { createMaker, createRandom, traceIdOf } from './population.ts';
import type { TestSpan } from './rows.ts';

/** A shop whose spans go to everything that can be called: services, a database, a queue read by links, an address, something unnamed. */
export function createShop(fromMs: number, toMs: number): TestSpan[] {
  const random = createRandom(3);
  const make = createMaker(5_000_000);
  const spans: TestSpan[] = [];
  for (let n = 0; n < 600; n++) {
    const start = BigInt(Math.floor(fromMs + random() * (toMs - fromMs))) * 1_000_000n;
    const environment = random() < 0.5 ? 'production' : 'staging';
    const common = {
      traceId: traceIdOf(700_000 + n),
      start,
      traceState: ['', 'ot=th:8'][n % 2] ?? '',
      resource: { 'deployment.environment.name': environment },
    };
    const child = (parent: TestSpan, fields: Partial<TestSpan> & Pick<TestSpan, 'service' | 'name'>): TestSpan => {
      const status = random() < 0.1 ? 'Error' : 'Unset';
      const span = make({
        ...common,
        parentSpanId: parent.spanId,
        duration: Math.floor(1e6 + random() * 1e8),
        status,
        ...fields,
      });
      spans.push(span);
      return span;
    };
    const order = make({ ...common, service: 'orders', name: 'POST /orders', duration: 2e8 });
    spans.push(order);
    const shop = { service: 'orders', kind: 'Client' } as const;
    const pay = child(order, { ...shop, name: 'POST' });
    child(pay, { service: 'payments', name: 'POST /pay' });
    // A call that is tried again is one call.
    if (n % 5 === 0) child(pay, { service: 'payments', name: 'POST /pay' });
    child(order, { ...shop, name: 'SELECT', attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'shop' } });
    child(order, { ...shop, name: 'GET', attributes: { 'db.system.name': 'redis' } });
    child(order, { ...shop, name: 'POST', attributes: { 'server.address': 'api.stripe.com' } });
    child(order, { ...shop, name: 'GET', attributes: { 'url.full': 'https://maps.example:8443/a?b' } });
    if (n % 7 === 0) child(order, { ...shop, name: 'odd job' });
    // Called without a client span of its own.
    if (n % 3 === 0) child(order, { service: 'stock', name: 'reserve' });
    const messaging = { attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' } };
    const put = child(order, { service: 'orders', kind: 'Producer', name: 'send orders', ...messaging });
    // Half of the messages are read, in a trace of the reader's own that links to where they come from.
    if (n % 2 === 0) {
      spans.push(
        make({
          ...common,
          traceId: traceIdOf(800_000 + n),
          start: start + 1_000_000_000n,
          service: 'mailer',
          name: 'process orders',
          kind: 'Consumer',
          duration: 3e7,
          links: [{ traceId: put.traceId, spanId: put.spanId, traceState: '', attributes: {} }],
        }),
      );
    }
  }
  return spans;
}

/** Watches how long it takes until a span that was acknowledged can be read. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** Not at once again: the server also has those things to do that it does while nobody looks. */
const PAUSE_MS = 2000;
const LOOK_MS = 150;
const PATIENCE_MS = 30_000;

async function sendSpan(url, traceId) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'probe',
    kind: 1,
    startTimeUnixNano: String(now),
    endTimeUnixNano: String(now + 1000n),
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const headers = { 'Content-Type': 'application/json' };
  const { status } = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`the server answered a probe with ${status}`);
}

async function untilRead(url, traceId) {
  const begin = performance.now();
  for (;;) {
    const response = await fetch(`${url}/api/v1/traces/${traceId}`);
    await response.arrayBuffer();
    const ms = performance.now() - begin;
    if (response.status === 200) return ms;
    if (ms > PATIENCE_MS) throw new Error(`a span was not to be read within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Sends a span now and then, and looks for it; `stop` says how many there were and how long the slowest took. */
export function watchVisible(url) {
  const state = { isOver: false };
  const watch = async () => {
    const times = [];
    while (!state.isOver) {
      const traceId = randomBytes(16).toString('hex');
      await sendSpan(url, traceId);
      times.push(await untilRead(url, traceId));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return { count: times.length, slowestMs: Math.round(Math.max(...times)) };
  };
  const watching = watch();
  // Whoever stops it hears of a failure; until then nobody does.
  watching.catch(() => undefined);
  return {
    stop() {
      state.isOver = true;
      return watching;
    },
  };
}

import { afterAll, beforeAll, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../test/kit/server.ts';
import { survivesOutage } from '../test/otlp-outage.ts';
import { expectOnce } from '../test/otlp-program.ts';

const EVENTS = 100_000;

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());

it('loses and repeats nothing of 100,000 events while their receiver is away for a minute, and their programs end', async () => {
  expectOnce(await survivesOutage(server, { events: EVENTS, overMs: 40_000, awayMs: 60_000 }), EVENTS);
});

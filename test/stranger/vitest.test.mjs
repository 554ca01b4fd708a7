import { monitor, start } from '@sightglass/node';
import { expect, test } from 'vitest';

test('a first span leaves from Vitest', async () => {
  const agent = start({ service: process.env.STRANGER });
  expect(await monitor.traced('first span', async () => 42)()).toBe(42);
  await agent.stop();
});

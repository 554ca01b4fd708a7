const { monitor, start } = require('@sightglass/node');

test('a first span leaves from Jest', async () => {
  const agent = start({ service: process.env.STRANGER });
  expect(await monitor.traced('first span', async () => 42)()).toBe(42);
  await agent.stop();
});

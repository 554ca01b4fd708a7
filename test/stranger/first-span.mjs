import { monitor, start } from '@sightglass/node';
import { ATTR_SERVICE_NAME } from '@sightglass/api/semconv';

const agent = start({ service: process.env.STRANGER });
if (ATTR_SERVICE_NAME !== 'service.name') throw new Error('the vocabulary is not what it should be');
await monitor.traced('first span', async () => undefined)();
await agent.flush();

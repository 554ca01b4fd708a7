const { monitor, start } = require('@sightglass/node');
const { ATTR_SERVICE_NAME } = require('@sightglass/api/semconv');

const agent = start({ service: process.env.STRANGER });
if (ATTR_SERVICE_NAME !== 'service.name') throw new Error('the vocabulary is not what it should be');
monitor
  .traced('first span', async () => undefined)()
  .then(() => agent.flush());

import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { drive } from '../../test/delivery/page.ts';

/** What its control plane would say: a source that is on, and has no destination but the data plane itself. */
const config = (writeKey) => ({
  source: {
    id: 'delivery',
    name: 'delivery',
    writeKey,
    enabled: true,
    workspaceId: 'delivery',
    connections: [],
    destinations: [],
    dataplanes: {},
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
  },
});

drive(({ endpoint }) => {
  const analytics = new RudderAnalytics();
  const writeKey = 'delivery'.repeat(4);
  analytics.load(writeKey, endpoint, { getSourceConfig: () => config(writeKey), logLevel: 'ERROR' });
  return { emit: (number) => analytics.track(`delivery-${number}`) };
});

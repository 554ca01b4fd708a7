import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';
import { drive } from '../../test/delivery/page.ts';

drive(({ endpoint }) => {
  newTracker('delivery', endpoint, { appId: 'delivery' });
  return { emit: (number) => trackStructEvent({ category: 'test', action: `delivery-${number}` }) };
});

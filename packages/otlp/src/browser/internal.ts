// What the other packages of Sightglass share with a client in a page. No promise is made of anything here.

export { createClock } from './clock.ts';
export { createCounts } from '../counts.ts';
export { createBrowserQueue } from './create-client.ts';
export type { Queue } from '../create-client.ts';
export { inTurn } from './in-turn.ts';
export { native } from './native.ts';

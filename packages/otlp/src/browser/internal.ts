// What the other packages of Sightglass share with a client in a page. No promise is made of anything here.

export { createClock } from './clock.ts';
export { native } from './native.ts';

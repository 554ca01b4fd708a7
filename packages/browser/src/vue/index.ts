export { sightglass } from './plugin.ts';
export type { SightglassVueOptions, VueRouter } from './plugin.ts';

import packageJson from '../package.json' with { type: 'json' };

/** Version of `@sightglass/node`, as its package.json says. */
export const AGENT_VERSION: string = packageJson.version;

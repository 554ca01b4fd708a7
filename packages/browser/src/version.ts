import packageJson from '../package.json' with { type: 'json' };

/** Version of `@sightglass/browser`, as its package.json says. */
export const BROWSER_VERSION: string = packageJson.version;

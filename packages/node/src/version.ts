import packageJson from '../package.json' with { type: 'json' };

/** Version of `@sightglass/node`, as its package.json says. */
export const AGENT_VERSION: string = packageJson.version;

/** Version of OpenTelemetry's SDK that this agent does the work of. */
export const OPENTELEMETRY_VERSION = '3.1.0';

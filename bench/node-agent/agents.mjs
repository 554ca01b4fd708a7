/** The agents that are compared: the flags and the environment with which a service gets each of them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const peers = createRequire(new URL('../peers/node-agent/package.json', import.meta.url));
const OURS = fileURLToPath(new URL('../../packages/node/dist/register.cjs', import.meta.url));
const RAW = fileURLToPath(new URL('raw.cjs', import.meta.url));
const PEER_FLAGS = {
  '@opentelemetry/auto-instrumentations-node': ['--require', '@opentelemetry/auto-instrumentations-node/register'],
  '@splunk/otel': ['--require', '@splunk/otel/instrument'],
  '@elastic/opentelemetry-node': ['--import', '@elastic/opentelemetry-node'],
  'dd-trace': ['--require', 'dd-trace/init'],
  'elastic-apm-node': ['--require', 'elastic-apm-node/start'],
};

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../peers/node-agent/node_modules/${name}/package.json`, import.meta.url), 'utf8'))
    .version;
const otlp = (port) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
});

function ours(what, environment) {
  return {
    what: `@sightglass/node${what}`,
    isOurs: true,
    flags: ['--require', OURS],
    environment: (port) => ({ ...otlp(port), ...environment }),
  };
}

function ofPeer(name, environment) {
  const [flag, module] = PEER_FLAGS[name];
  return { what: `${name} ${versionOf(name)}`, flags: [flag, peers.resolve(module)], environment };
}

/** By the name under which each can be asked for. */
export const AGENTS = {
  none: { what: 'no agent', flags: [], environment: () => ({}) },
  ours: ours(''),
  'ours-10': ours(', 10 % of the traces', { SIGHTGLASS_SAMPLE_RATIO: '0.1' }),
  'ours-1': ours(', 1 % of the traces', { SIGHTGLASS_SAMPLE_RATIO: '0.01' }),
  // Asked once more when their receiver has gone away.
  'ours-refused': { ...ours(', nobody listens any more'), away: 'refused' },
  'ours-silent': { ...ours(', no answer any more'), away: 'silent' },
  'ours-503': { ...ours(', now answered with 503'), away: 'busy' },
  'ours-stock': ours(', the stock tracer', { SIGHTGLASS_TRACER: 'stock' }),
  raw: {
    what: `@opentelemetry/sdk-node ${versionOf('@opentelemetry/sdk-node')}`,
    flags: ['--require', RAW],
    environment: otlp,
  },
  auto: ofPeer('@opentelemetry/auto-instrumentations-node', (port) => ({ ...otlp(port), OTEL_LOG_LEVEL: 'none' })),
  splunk: ofPeer('@splunk/otel', otlp),
  edot: ofPeer('@elastic/opentelemetry-node', (port) => ({ ...otlp(port), OTEL_LOG_LEVEL: 'none' })),
  datadog: ofPeer('dd-trace', (port) => ({
    DD_TRACE_AGENT_URL: `http://127.0.0.1:${port}`,
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_TRACE_STARTUP_LOGS: 'false',
  })),
  elastic: ofPeer('elastic-apm-node', (port) => ({
    ELASTIC_APM_SERVER_URL: `http://127.0.0.1:${port}`,
    ELASTIC_APM_CLOUD_PROVIDER: 'none',
    ELASTIC_APM_LOG_LEVEL: 'off',
  })),
};

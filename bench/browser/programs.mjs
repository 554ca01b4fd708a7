/** What runs in the page of the measurements: ours and the stock stack of OpenTelemetry, in the same tiers. */
import { fileURLToPath } from 'node:url';
import { pnpm, Stop } from '../../scripts/workspace.mjs';

const OURS = fileURLToPath(new URL('../../packages/browser/', import.meta.url));
const peerFolder = (name) => fileURLToPath(new URL(`../peers/${name}/`, import.meta.url));

/** @param {Record<string, string>} captures what each is called with, by name */
const ourCore = (captures) => `
  import { ${Object.keys(captures).join(', ')}, start } from '@sightglass/browser/core';
  start({ endpoint: globalThis.endpoint, service: 'bench', captures: [${Object.entries(captures)
    .map(([name, given]) => `${name}(${given})`)
    .join(', ')}] });`;
const EVENTS = { errors: '', webVitals: '' };
const TRACES = { ...EVENTS, requests: '', documentLoad: '' };
const ofPeer = (folder, parts) => `
  import { ${parts.join(', ')} } from ${JSON.stringify(`${peerFolder(folder)}start.js`)};
  for (const start of [${parts.join(', ')}]) start(globalThis.endpoint);`;

const ours = (what, program, goals) => ({ library: '@sightglass/browser', what, from: OURS, program, ...goals });
const otel2 = (what, parts) => ({
  library: 'OpenTelemetry 2.12',
  what,
  from: peerFolder('browser-otel-2'),
  program: ofPeer('browser-otel-2', parts),
});
const otel3 = (what, parts) => ({
  library: 'OpenTelemetry 3.1',
  what,
  from: peerFolder('browser-otel-3'),
  program: ofPeer('browser-otel-3', parts),
});

/** By the name under which each can be asked for. `most`: the goal for what is loaded at once, gzip, in KB of 1,000 bytes; `lazy`: for what is loaded when wanted. */
export const PROGRAMS = {
  events: ours('errors, vitals', ourCore({ errors: '', webVitalsLight: '' }), { most: 11 }),
  attribution: ours('errors, vitals with attribution', ourCore(EVENTS), { most: 13.5 }),
  traces: ours('errors, vitals with attribution, requests, load', ourCore(TRACES), { most: 17 }),
  bridge: ours(
    '… and the API of OpenTelemetry',
    `import { registerOpenTelemetry } from '@sightglass/browser/otel';
    ${ourCore(TRACES)} registerOpenTelemetry();`,
    { mostMore: { than: 'traces', by: 3 } },
  ),
  replay: ours(
    'errors, vitals with attribution, requests, load, replay',
    ourCore({ ...TRACES, replay: '{ sampleRatio: 1 }' }),
    { most: 17, lazy: 28 },
  ),
  all: ours(
    'everything but replay',
    `import { start } from '@sightglass/browser'; start({ endpoint: globalThis.endpoint, service: 'bench' });`,
    {},
  ),
  'otel-2-events': otel2('errors, vitals with attribution', ['startEvents']),
  'otel-2': otel2('errors, vitals with attribution, requests, load', ['startEvents', 'startTraces']),
  'otel-2-replay': otel2('errors, vitals with attribution, requests, load, replay', [
    'startEvents',
    'startTraces',
    'startReplay',
  ]),
  'otel-3-events': otel3('errors, vitals with attribution', ['startEvents']),
  'otel-3': otel3('errors, vitals with attribution, fetch', ['startEvents', 'startTraces']),
};

/** Installs what is compared. @throws Stop where that does not go */
export async function installPeers() {
  for (const name of ['browser-otel-2', 'browser-otel-3']) {
    const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
    const { code, output } = await pnpm(args, { cwd: peerFolder(name) });
    if (code !== 0) throw new Stop(`${output}\nWhat is compared could not be installed in bench/peers/${name}.`);
  }
}

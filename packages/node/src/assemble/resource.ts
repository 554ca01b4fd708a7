import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
  TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
} from '@sightglass/api/semconv';
import { attributesFromFile, listFrom, pairsFrom, textFrom } from '../config/environment.ts';
import type { ResolvedStartOptions, StartOptions } from '../config/options.ts';
import { isRecord } from '../is-record.ts';
import { loadPart } from '../load-part.ts';
import { onceStarted } from '../once-started.ts';
import { AGENT_VERSION, OPENTELEMETRY_VERSION } from '../version.ts';
import { AgentResource } from './agent-resource.ts';
import { detectHost, detectInstance, detectOs, detectProcess } from './detect/here.ts';
import { detectAws, detectAzure, detectCommit, detectGcp, detectPod } from './detect/surroundings.ts';

/**
 * How long after the program's first turn it is looked for what is read and asked, in milliseconds, unless somebody waits for it
 * before: clear of the first request that a server answers, and not in one turn with the beginning of what measures the machine.
 */
export const SEARCH_AFTER_MS = 300;
/** Longest time of that search, in milliseconds. The first records wait for it. */
const SEARCH_MS = 1000;

/**
 * What is known about this process without waiting: no network, no child process, no file but the program's package.json.
 *
 * Order, the later wins: detected, `SIGHTGLASS_*`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, options in code.
 */
export function createResource(options: ResolvedStartOptions): AgentResource {
  const service = textFrom('OTEL_SERVICE_NAME');
  const selected = selectDetectors();
  const resource = new AgentResource({
    [ATTR_SERVICE_NAME]: options.fallback.service ?? nameOfProgram() ?? `unknown_service:${process.release.name}`,
    [ATTR_TELEMETRY_SDK_NAME]: 'opentelemetry',
    [ATTR_TELEMETRY_SDK_LANGUAGE]: 'nodejs',
    [ATTR_TELEMETRY_SDK_VERSION]: OPENTELEMETRY_VERSION,
    [ATTR_TELEMETRY_DISTRO_NAME]: TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
    [ATTR_TELEMETRY_DISTRO_VERSION]: AGENT_VERSION,
    ...detectedNow(selected),
    ...attributesOf(options.fallback),
    ...pairsFrom('OTEL_RESOURCE_ATTRIBUTES'),
    ...attributesFromFile(),
    ...(service === undefined ? {} : { [ATTR_SERVICE_NAME]: service }),
    ...attributesOf(options.code),
  });
  const later = LATER.filter((name) => selected.has(name));
  if (later.length > 0) {
    resource.awaits(async (found) => loadPart('detect').detectLate(later, found, SEARCH_MS));
    onceStarted(() => void resource.waitForAsyncAttributes(), SEARCH_AFTER_MS);
  }
  return resource;
}

function attributesOf(options: StartOptions): Attributes {
  const found: Attributes = { ...options.attributes };
  if (options.service !== undefined) found[ATTR_SERVICE_NAME] = options.service;
  if (options.release !== undefined) found[ATTR_SERVICE_VERSION] = options.release;
  if (options.environment !== undefined) found[ATTR_DEPLOYMENT_ENVIRONMENT_NAME] = options.environment;
  return found;
}

/** By name: the stock SDK's names where it has one. */
const NOW: Readonly<Record<string, () => Attributes>> = {
  serviceinstance: detectInstance,
  host: detectHost,
  os: detectOs,
  process: detectProcess,
  kubernetes: () => detectPod(process.env),
  aws: () => detectAws(process.env),
  gcp: () => detectGcp(process.env),
  azure: () => detectAzure(process.env),
  git: () => detectCommit(process.env),
};

/** What is read or asked after the start. */
const LATER = ['container', 'kubernetes', 'git', 'aws', 'gcp', 'azure'];

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(NOW), ...LATER]);
/** Other names for the same: `host` of the stock SDK goes with `os`, and `env` is always read. */
const ALIASES: Readonly<Record<string, string>> = { service: 'serviceinstance', env: 'env' };

/** `OTEL_NODE_RESOURCE_DETECTORS`: `none`, `all` or names. */
function selectDetectors(): ReadonlySet<string> {
  const given = listFrom('OTEL_NODE_RESOURCE_DETECTORS');
  if (given.includes('none')) return new Set();
  if (given.length === 0 || given.includes('all')) return KNOWN;
  const selected = new Set<string>();
  for (const name of given.map((one) => ALIASES[one] ?? one)) {
    if (KNOWN.has(name)) selected.add(name);
    else if (name !== 'env') {
      diag.warn(`OTEL_NODE_RESOURCE_DETECTORS: ${name} is unknown and left out; use ${[...KNOWN].join(', ')}`);
    }
  }
  return selected;
}

function detectedNow(selected: ReadonlySet<string>): Attributes {
  return Object.assign({}, ...Object.entries(NOW).map(([name, detect]) => (selected.has(name) ? detect() : {})));
}

function folderOfProgram(): string | undefined {
  return process.argv[1] === undefined ? undefined : dirname(process.argv[1]);
}

/** The name in the package.json nearest above the program's main file: better than `unknown_service` for a first look. */
function nameOfProgram(): string | undefined {
  let folder = folderOfProgram();
  for (let steps = 0; folder !== undefined && steps < 16; steps++) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return nameIn(file);
    const above = dirname(folder);
    folder = above === folder ? undefined : above;
  }
  return undefined;
}

function nameIn(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const name = isRecord(content) ? content['name'] : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

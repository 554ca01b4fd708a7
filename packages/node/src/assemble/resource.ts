import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { arch, hostname, release, type } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv, SDK_INFO } from '@opentelemetry/core';
import { detectResources, resourceAttributesEnvDetector, resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_HOST_ARCH,
  ATTR_HOST_NAME,
  ATTR_OS_TYPE,
  ATTR_OS_VERSION,
  ATTR_PROCESS_EXECUTABLE_NAME,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_NAME,
  ATTR_PROCESS_RUNTIME_VERSION,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
} from '@sightglass/api/semconv';
import { isRecord } from '../is-record.ts';
import type { ResolvedStartOptions, StartOptions } from '../config/options.ts';
import { AGENT_VERSION } from '../version.ts';

/**
 * What is known about this process, read without waiting: no network, no child process. Command line, owner and working
 * folder stay out: they hold secrets and names of people.
 *
 * Order, the later wins: detected, `SIGHTGLASS_*`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, options in code.
 */
export function createResource(options: ResolvedStartOptions): Resource {
  const service = getStringFromEnv('OTEL_SERVICE_NAME');
  return resourceFromAttributes({
    [ATTR_SERVICE_NAME]: options.fallback.service ?? nameOfProgram() ?? `unknown_service:${process.release.name}`,
    ...SDK_INFO,
    [ATTR_TELEMETRY_DISTRO_NAME]: TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
    [ATTR_TELEMETRY_DISTRO_VERSION]: AGENT_VERSION,
    ...detected(),
    ...attributesOf(options.fallback),
  })
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
    .merge(resourceFromAttributes(service === undefined ? {} : { [ATTR_SERVICE_NAME]: service }))
    .merge(resourceFromAttributes(attributesOf(options.code)));
}

function attributesOf(options: StartOptions): Attributes {
  const found: Attributes = { ...options.attributes };
  if (options.service !== undefined) found[ATTR_SERVICE_NAME] = options.service;
  if (options.release !== undefined) found[ATTR_SERVICE_VERSION] = options.release;
  if (options.environment !== undefined) found[ATTR_DEPLOYMENT_ENVIRONMENT_NAME] = options.environment;
  return found;
}

const DETECTORS: Readonly<Record<string, () => Attributes>> = {
  service: () => ({ [ATTR_SERVICE_INSTANCE_ID]: randomUUID() }),
  host: () => ({
    [ATTR_HOST_NAME]: hostname(),
    [ATTR_HOST_ARCH]: hostArch(),
    [ATTR_OS_TYPE]: osType(),
    [ATTR_OS_VERSION]: release(),
  }),
  process: () => ({
    [ATTR_PROCESS_PID]: process.pid,
    [ATTR_PROCESS_EXECUTABLE_NAME]: basename(process.execPath),
    [ATTR_PROCESS_RUNTIME_NAME]: process.release.name === 'node' ? 'nodejs' : process.release.name,
    [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
  }),
};

/** `OTEL_NODE_RESOURCE_DETECTORS`: `none`, `all` or names; the stock SDK's names and defaults. */
function detected(): Attributes {
  const given = getStringListFromEnv('OTEL_NODE_RESOURCE_DETECTORS') ?? [];
  const all = given.length === 0 || given.includes('all');
  if (given.includes('none')) return {};
  const found: Attributes = {};
  for (const name of all ? Object.keys(DETECTORS) : given) {
    const detect = Object.hasOwn(DETECTORS, name) ? DETECTORS[name] : undefined;
    if (detect === undefined) diag.warn(`OTEL_NODE_RESOURCE_DETECTORS: unknown detector ${name} is left out`);
    else Object.assign(found, detect());
  }
  return found;
}

/** Values of `host.arch`: https://opentelemetry.io/docs/specs/semconv/registry/attributes/host/ */
function hostArch(): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: 'x86', arm: 'arm32', ppc: 'ppc32' };
  return names[arch()] ?? arch();
}

/** Values of `os.type`: https://opentelemetry.io/docs/specs/semconv/registry/attributes/os/ */
function osType(): string {
  const name = type().toLowerCase();
  if (name === 'sunos') return 'solaris';
  return name.startsWith('windows') ? 'windows' : name;
}

/** The name in the package.json nearest above the program's main file: better than `unknown_service` for a first look. */
function nameOfProgram(): string | undefined {
  let folder = process.argv[1] === undefined ? undefined : dirname(process.argv[1]);
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

import { arch, hostname, release, type } from 'node:os';
import { basename } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HOST_ARCH,
  ATTR_HOST_NAME,
  ATTR_OS_TYPE,
  ATTR_OS_VERSION,
  ATTR_PROCESS_EXECUTABLE_NAME,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_NAME,
  ATTR_PROCESS_RUNTIME_VERSION,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_THREAD_ID,
} from '@sightglass/api/semconv';
import { hexOfWord, randomWord } from '../../tracer/ids.ts';

/** Every start of the agent is an instance of its own: a worker thread too, which has its own memory and event loop. */
export function detectInstance(): Attributes {
  return { [ATTR_SERVICE_INSTANCE_ID]: randomUuid(), ...(isMainThread ? {} : { [ATTR_THREAD_ID]: threadId }) };
}

/** Version 4 of RFC 9562, from the words that ids of spans are made of. */
function randomUuid(): string {
  const [a, b, c, d] = [randomWord(), randomWord(), randomWord(), randomWord()].map(hexOfWord);
  const variant = (8 + (randomWord() & 3)).toString(16);
  return `${a}-${b?.slice(0, 4)}-4${b?.slice(5)}-${variant}${c?.slice(1, 4)}-${c?.slice(4)}${d}`;
}

export function detectHost(): Attributes {
  return { [ATTR_HOST_NAME]: hostname(), [ATTR_HOST_ARCH]: hostArch() };
}

export function detectOs(): Attributes {
  return { [ATTR_OS_TYPE]: osType(), [ATTR_OS_VERSION]: release() };
}

/** Command line, owner and working folder stay out: they hold secrets and names of people. */
export function detectProcess(): Attributes {
  return {
    [ATTR_PROCESS_PID]: process.pid,
    [ATTR_PROCESS_EXECUTABLE_NAME]: basename(process.execPath),
    [ATTR_PROCESS_RUNTIME_NAME]: process.release.name === 'node' ? 'nodejs' : process.release.name,
    [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
  };
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

import { readFileSync } from 'node:fs';
import type * as Chdb from 'chdb';
import { messageOf, ServerError } from '../../errors.ts';

/** The embedded engine's module. */
export type ChdbModule = Pick<typeof Chdb, 'Session' | 'drainPending'>;

/** What of the machine decides whether the engine runs. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** Version of glibc, undefined on musl and outside Linux. */
  glibc: string | undefined;
  /** Flags of the CPU, undefined where they cannot be read. */
  cpuFlags: string | undefined;
}

const REMEDY = 'set SIGHTGLASS_CLICKHOUSE_URL=http://HOST:8123 to use a ClickHouse server instead';

/**
 * Loads the embedded engine.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NO_ENGINE` where it cannot run or is not installed.
 */
export async function loadChdb(): Promise<ChdbModule> {
  // Asked before loading: on a CPU without AVX2 the library dies of an illegal instruction, which nobody can catch.
  const why = whyNoEngine(thisMachine());
  if (why !== '')
    throw new ServerError('SIGHTGLASS_NO_ENGINE', `the embedded ClickHouse does not run here: ${why}`, {
      remedy: REMEDY,
    });
  try {
    return await import('chdb');
  } catch (error) {
    const firstLine = messageOf(error).split('\n')[0] ?? '';
    throw new ServerError(
      'SIGHTGLASS_NO_ENGINE',
      `the embedded ClickHouse (npm package chdb) cannot be loaded: ${firstLine}`,
      {
        remedy: `install it with its optional dependencies, or ${REMEDY}`,
        cause: error,
      },
    );
  }
}

/** Why the embedded engine does not run on a machine; empty when it does. */
export function whyNoEngine({ platform, arch, glibc, cpuFlags }: Machine): string {
  if (platform === 'win32') return 'Windows is not supported';
  if (platform !== 'linux' && platform !== 'darwin') return `${platform} is not supported`;
  if (arch !== 'x64' && arch !== 'arm64') return `${arch} processors are not supported`;
  if (platform === 'linux' && glibc === undefined) return 'it needs glibc, and this Linux has musl';
  if (arch === 'x64' && cpuFlags !== undefined && !/\bavx2\b/.test(cpuFlags)) return 'this processor has no AVX2';
  return '';
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, glibc: platform === 'linux' ? glibcVersion() : undefined, cpuFlags: cpuFlags() };
}

function glibcVersion(): string | undefined {
  // Without this a report looks up the names of all open sockets, which can take seconds.
  Reflect.set(process.report, 'excludeNetwork', true);
  const report: { header?: { glibcVersionRuntime?: string } } = process.report.getReport();
  return report.header?.glibcVersionRuntime;
}

function cpuFlags(): string | undefined {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

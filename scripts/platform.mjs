// Says before the first download what would otherwise fail after a minute of it.
import { readFileSync } from 'node:fs';
import { Stop } from './workspace.mjs';

/** What decides whether the embedded engine can run. */
export function machineFacts() {
  let cpuFlags = '';
  try {
    cpuFlags = readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    // No such file outside Linux, and no need for it there.
  }
  // Otherwise a report looks up the names of all open sockets, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime !== undefined, cpuFlags };
}

/**
 * Why the embedded engine cannot run on a machine, or undefined when it can.
 * It is built for glibc and macOS, on x64 for CPUs with AVX2: https://github.com/chdb-io/chdb-node
 */
export function whyNoEngine({ platform, arch, glibc, cpuFlags }) {
  if (platform !== 'linux' && platform !== 'darwin') return `${platform} is not supported by it`;
  if (arch !== 'x64' && arch !== 'arm64') return `${arch} is not supported by it`;
  if (platform === 'linux' && !glibc) return 'it needs glibc, and this system has another C library (musl?)';
  if (platform === 'linux' && arch === 'x64' && !/\bavx2\b/.test(cpuFlags)) return 'this CPU has no AVX2';
  return undefined;
}

/** Stops with one line where neither the embedded engine nor a ClickHouse server can be used. */
export function requireEngine(facts = machineFacts(), env = process.env) {
  const reason = whyNoEngine(facts);
  if (reason === undefined || env.SIGHTGLASS_CLICKHOUSE_URL) return;
  throw new Stop(
    `The embedded ClickHouse engine cannot run here: ${reason}. Set SIGHTGLASS_CLICKHOUSE_URL=http://host:8123 to use a ClickHouse server instead.`,
  );
}

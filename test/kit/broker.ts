import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { removeFolder } from './guard.ts';
import { type Program, stopProgram } from './processes.ts';

/** A server that is built or fetched by `test/brokers/get.sh`, because no package of the system brings it. */
export type Broker = 'ferretdb' | 'versitygw' | 'kafka' | 'elasticmq';

/** Set by `npm run prove -- brokers`, which gets all of them first: then slow ones are used, too. */
export const ALL_BROKERS = 'SIGHTGLASS_ALL_BROKERS';

/** Those that take their time to start. */
const SLOW: readonly Broker[] = ['kafka', 'elasticmq'];
const GET = fileURLToPath(new URL('../brokers/get.sh', import.meta.url));

/**
 * The folder of a server that was got before; undefined where it was not, or takes too long to start for every run, and then says in one
 * line what is left out. Tests get nothing by themselves, because that takes minutes.
 */
export function brokerFolder(broker: Broker, what: string): string | undefined {
  const isLeftOut = SLOW.includes(broker) && process.env[ALL_BROKERS] !== 'true';
  const { status, stdout, stderr } = spawnSync('bash', [GET, broker, '--cached'], { encoding: 'utf8' });
  if (status === 0 && !isLeftOut) return stdout.trim();
  const why = isLeftOut ? `${broker} is slow to start; npm run prove -- brokers uses it` : stderr.trim();
  process.stdout.write(`left out: ${what}, because ${why}\n`);
  return undefined;
}

/** The folder of a server, got if need be, which takes minutes. @throws what was missing */
export function getBroker(broker: Broker): string {
  const { status, stdout, stderr } = spawnSync('bash', [GET, broker], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}

/** Ends such a server at once, and removes its files: nothing of it is worth keeping, and an orderly end takes seconds. */
export async function discard(server: Program, files: string): Promise<void> {
  await stopProgram(server, 'SIGKILL');
  removeFolder(files);
}

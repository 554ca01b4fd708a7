import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server that is built or fetched by `test/brokers/get.sh`, because no package of the system brings it. */
export type Broker = 'ferretdb' | 'versitygw' | 'kafka' | 'elasticmq';

const GET = fileURLToPath(new URL('../brokers/get.sh', import.meta.url));

/**
 * The folder of a server that was got before; undefined where it was not, and then says in one line what is left out. Tests get nothing
 * by themselves, because that takes minutes: `npm run prove -- brokers` does.
 */
export function brokerFolder(broker: Broker, what: string): string | undefined {
  const { status, stdout, stderr } = spawnSync('bash', [GET, broker, '--cached'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  process.stdout.write(`left out: ${what}, because ${stderr.trim()}\n`);
  return undefined;
}

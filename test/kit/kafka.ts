import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { discard } from './broker.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './guard.ts';
import { startProgram } from './processes.ts';
import { until } from './until.ts';

/** A Kafka of its own: one broker, which is its own controller. */
export interface Kafka {
  /** As in `127.0.0.1:40123`. */
  readonly broker: string;
  readonly stop: () => Promise<void>;
}

/** Starts Apache Kafka on a free port, empty; takes half a minute. @param folder where `brokerFolder` found its jars */
export async function startKafka(folder: string): Promise<Kafka> {
  const data = temporaryFolder('kafka');
  const [broker, controller] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const settings = join(data, 'server.properties');
  writeFileSync(
    settings,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://${broker},CONTROLLER://${controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(data, 'log')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
`,
  );
  const java = (program: string, ...given: string[]): ReturnType<typeof startProgram> =>
    startProgram('java', ['-Xmx256m', '-cp', join(folder, '*'), program, ...given], { cwd: data });
  const format = java('kafka.tools.StorageTool', 'format', '-t', 'c2lnaHRnbGFzc3Rlc3RzMQ', '-c', settings);
  if ((await format.exited) !== 0) throw new Error(`Kafka's storage was not made: ${format.output.stderr}`);
  const server = java('kafka.Kafka', settings);
  await until(120_000, () => answers(broker), 'Kafka to listen');
  return {
    broker,
    stop: () => discard(server, data),
  };
}

function answers(address: string): Promise<true | undefined> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discard } from './broker.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './guard.ts';
import { shown, startProgram } from './processes.ts';

/** A server that speaks what a service of AWS speaks. */
export interface AwsService {
  /** As in `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** What `startS3` lets in. */
export const ACCESS = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

/** Starts ElasticMQ, which speaks SQS, on a free port, without a queue. @param folder where `brokerFolder` found its jars */
export async function startSqs(folder: string): Promise<AwsService> {
  const data = temporaryFolder('elasticmq');
  const port = await freePort();
  const settings = join(data, 'elasticmq.conf');
  writeFileSync(
    settings,
    `include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
`,
  );
  const given = ['-Xmx128m', `-Dconfig.file=${settings}`, '-cp', join(folder, '*'), 'org.elasticmq.server.Main'];
  const server = startProgram('java', given, { cwd: data });
  await shown(server, /ElasticMQ server .* started/, 120_000);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => discard(server, data),
  };
}

/** Starts Versity's gateway, which speaks S3, on a free port, without a bucket. @param folder where `brokerFolder` found it */
export async function startS3(folder: string): Promise<AwsService> {
  const data = temporaryFolder('s3');
  mkdirSync(join(data, 'buckets'));
  const address = `127.0.0.1:${await freePort()}`;
  const env = { ROOT_ACCESS_KEY: ACCESS.accessKeyId, ROOT_SECRET_KEY: ACCESS.secretAccessKey };
  const server = startProgram(join(folder, 'versitygw'), ['--port', address, 'posix', join(data, 'buckets')], {
    cwd: data,
    env,
  });
  await shown(server, /S3 service listening|listening on/i);
  return {
    url: `http://${address}`,
    stop: () => discard(server, data),
  };
}

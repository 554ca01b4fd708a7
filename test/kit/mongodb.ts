import { join } from 'node:path';
import { discard } from './broker.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './guard.ts';
import { shown, startProgram } from './processes.ts';

/** A server of its own that MongoDB's drivers speak to. */
export interface MongoDb {
  /** As in `mongodb://127.0.0.1:40123`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts FerretDB on a free port, empty, with its files in a temporary folder. @param folder where `brokerFolder` found it */
export async function startMongoDb(folder: string): Promise<MongoDb> {
  const data = temporaryFolder('ferretdb');
  const address = `127.0.0.1:${await freePort()}`;
  const server = startProgram(join(folder, 'ferretdb'), [
    '--handler=sqlite',
    `--sqlite-url=file:${data}/`,
    `--state-dir=${data}`,
    `--listen-addr=${address}`,
    '--debug-addr=-',
    '--telemetry=disable',
  ]);
  await shown(server, /Listening on TCP/);
  return {
    url: `mongodb://${address}`,
    stop: () => discard(server, data),
  };
}

// Starts the whole shop and its traffic: `node src/run.ts`. SHOP_AGENT=off runs the services without the agent.
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { readShopOptions, type ShopOptions } from './options.ts';
import type { ProgramName } from './services.ts';
import { startShop } from './shop.ts';

process.exitCode = await run(process.argv.slice(2));
// Only what we started keeps this process alive, and that has ended; a parent's channel must not.
if (process.connected) process.disconnect();

async function run(args: readonly string[]): Promise<number> {
  let options: ShopOptions;
  let output: LogFiles;
  try {
    options = readShopOptions(args);
    output = openLogFiles(options.logs);
  } catch (error) {
    return fail(error);
  }

  const asked = new AbortController();
  const askToStop = (): void => asked.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToStop);
  process.once('disconnect', askToStop);

  try {
    const shop = await startShop({
      ...options,
      agent: process.env['SHOP_AGENT'] !== 'off',
      // The page reports where the services do, unless it is told otherwise.
      env: {
        SHOP_PAGE_ENDPOINT: process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? process.env['SIGHTGLASS_ENDPOINT'],
        ...process.env,
      },
      onOutput: output.write,
      signal: asked.signal,
    });
    process.stdout.write(`shop ${shop.url}\n`);
    const stopped = new Promise<undefined>((resolve) => {
      if (asked.signal.aborted) resolve(undefined);
      asked.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const broken = await Promise.race([stopped, shop.broken]);
    await shop.stop();
    return broken === undefined ? 0 : fail(new Error(broken));
  } catch (error) {
    return asked.signal.aborted ? 0 : fail(error);
  } finally {
    output.close();
  }
}

function fail(error: unknown): number {
  process.stderr.write(`shop: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

interface LogFiles {
  write: (name: ProgramName, text: string) => void;
  close: () => void;
}

/** One file a program in `folder`; without a folder what they print is let go. */
function openLogFiles(folder: string | undefined): LogFiles {
  const files = new Map<ProgramName, WriteStream>();
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  return {
    write(name, text) {
      if (folder === undefined) return;
      let file = files.get(name);
      if (!file) {
        file = createWriteStream(join(folder, `${name}.log`));
        file.on('error', (error) => process.stderr.write(`shop: cannot write the log of ${name}: ${error.message}\n`));
        files.set(name, file);
      }
      file.write(text);
    },
    close() {
      for (const file of files.values()) file.end();
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShopOptions } from './options.ts';
import { describeEnd, type Exit, launchProcess, type ShopProcess } from './processes.ts';
import { addressVariable, type Program, type ProgramName, PROGRAMS } from './services.ts';

export interface StartShopOptions extends Omit<ShopOptions, 'logs'> {
  /** Whether the services run with `--import @sightglass/node/register`. */
  agent: boolean;
  /** Environment of the services. */
  env: NodeJS.ProcessEnv;
  /** Gets what each program prints on standard output. */
  onOutput?: (name: ProgramName, text: string) => void;
  /** Gives up the start. */
  signal?: AbortSignal;
}

export interface RunningShop {
  /** Address of the storefront. */
  url: string;
  processes: readonly ShopProcess[];
  /** Resolves with one line when a program ends before {@link RunningShop.stop}. */
  broken: Promise<string>;
  /** Stops all programs, those that others need last, and removes their files. */
  stop(): Promise<Exit[]>;
}

/** Where `node_modules` with the agent is: `--import` looks from the working directory. */
const SHOP_FOLDER = join(import.meta.dirname, '..');
/** A program that cannot send its last telemetry waits at most 2 s for it; more than that is a hang. */
const GRACE_MS = 6000;

/** Starts all programs of the shop, each when those it needs answer. Rejects, with nothing left behind, when one cannot. */
export async function startShop(options: StartShopOptions): Promise<RunningShop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-'));
  const processes: ShopProcess[] = [];
  let stopping: Promise<Exit[]> | undefined;
  let reportBroken: (line: string) => void = () => undefined;
  const broken = new Promise<string>((resolve) => (reportBroken = resolve));

  const stopOnce = async (): Promise<Exit[]> => {
    const exits = await stopAll(processes);
    await rm(dataDir, { recursive: true, force: true });
    return exits;
  };
  const stop = (): Promise<Exit[]> => (stopping ??= stopOnce());

  const addresses = new Map<ProgramName, Promise<string | null>>();
  const launch = async (program: Program): Promise<string | null> => {
    const env = { ...program.env, ...options.env, ...shopEnvironment(program, options, dataDir) };
    for (const need of program.needs) env[addressVariable(need)] = (await addresses.get(need)) ?? '';
    if (stopping !== undefined || options.signal?.aborted) throw new Error(`${program.name} was not started any more`);
    const started = launchProcess({
      name: program.name,
      args: nodeArguments(program, options.agent),
      cwd: SHOP_FOLDER,
      env,
      onOutput: (text) => options.onOutput?.(program.name, text),
    });
    processes.push(started);
    void started.exited.then((exit) => {
      if (stopping === undefined) reportBroken(describeEnd(exit, started.lastWords()));
    });
    return started.ready;
  };

  try {
    for (const program of PROGRAMS) {
      if (program.name !== 'traffic' || options.rate > 0) addresses.set(program.name, launch(program));
    }
    const aborted = new Promise<never>((_, reject) => {
      options.signal?.addEventListener('abort', () => reject(new Error('the start was given up')), { once: true });
    });
    await Promise.race([Promise.all(addresses.values()), aborted]);
    const url = (await addresses.get('storefront')) ?? '';
    await expectHealthy(url);
    return { url, processes, broken, stop };
  } catch (error) {
    await stop();
    await Promise.allSettled(addresses.values());
    throw error;
  }
}

function nodeArguments(program: Program, agent: boolean): string[] {
  const file = join(import.meta.dirname, program.file);
  return agent && program.release !== undefined ? ['--import', '@sightglass/node/register', file] : [file];
}

function shopEnvironment(program: Program, options: StartShopOptions, dataDir: string): Record<string, string> {
  const env: Record<string, string> = {
    SHOP_HOST: options.host,
    SHOP_PORT: String(program.name === 'storefront' ? options.port : 0),
    SHOP_SEED: String(options.seed),
    SHOP_RATE: String(options.rate),
    SHOP_DATA: dataDir,
    SHOP_RELEASE: program.release ?? '',
    OTEL_SERVICE_NAME: program.name,
  };
  if (program.release !== undefined) {
    env['OTEL_RESOURCE_ATTRIBUTES'] = [
      options.env['OTEL_RESOURCE_ATTRIBUTES'],
      `service.namespace=shop,service.version=${program.release},deployment.environment.name=demo`,
    ]
      .filter(Boolean)
      .join(',');
  }
  return env;
}

async function expectHealthy(url: string): Promise<void> {
  const response = await fetch(`${url}/healthz`);
  await response.text();
  if (!response.ok) throw new Error(`the storefront started, but /healthz answers ${response.status}`);
}

/** Those that nobody still running needs end first, so that requests under way are answered. */
async function stopAll(processes: readonly ShopProcess[]): Promise<Exit[]> {
  const running = new Map(processes.map((process) => [process.name, process]));
  const exits: Exit[] = [];
  while (running.size > 0) {
    const needed = new Set(PROGRAMS.filter(({ name }) => running.has(name)).flatMap(({ needs }) => needs));
    const free = [...running.values()].filter(({ name }) => !needed.has(name));
    exits.push(...(await Promise.all(free.map((process) => process.stop(GRACE_MS)))));
    for (const { name } of free) running.delete(name);
  }
  return exits;
}

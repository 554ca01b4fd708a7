import { parseArgs } from 'node:util';

export interface ShopOptions {
  /** Where the programs listen. @defaultValue 127.0.0.1 */
  host: string;
  /** Port of the storefront; 0 takes a free one. @defaultValue 0 */
  port: number;
  /** Requests per second of the traffic generator, 0 to 200; 0 starts none. @defaultValue 8 */
  rate: number;
  /** The same seed gives the same products, prices, ids and sessions. @defaultValue 1 */
  seed: number;
  /** Folder that gets what each program prints, as `<program>.log`. @defaultValue not kept */
  logs?: string;
}

/** Reads the command line. Throws an error that names option, value and remedy. */
export function readShopOptions(args: readonly string[]): ShopOptions {
  let values: { host?: string; port?: string; rate?: string; seed?: string; logs?: string };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        rate: { type: 'string' },
        seed: { type: 'string' },
        logs: { type: 'string' },
      },
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason.split('.', 1)[0]}; options are --host --port --rate --seed --logs`, { cause: error });
  }
  const options: ShopOptions = {
    host: values.host ?? '127.0.0.1',
    port: readNumber('--port', values.port, { fallback: 0, low: 0, high: 65_535, whole: true }),
    rate: readNumber('--rate', values.rate, { fallback: 8, low: 0, high: 200, whole: false }),
    seed: readNumber('--seed', values.seed, { fallback: 1, low: 0, high: 2 ** 32 - 1, whole: true }),
  };
  return values.logs === undefined ? options : { ...options, logs: values.logs };
}

function readNumber(
  name: string,
  given: string | undefined,
  { fallback, low, high, whole }: { fallback: number; low: number; high: number; whole: boolean },
): number {
  if (given === undefined) return fallback;
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw new Error(`${name} must be a ${whole ? 'whole number' : 'number'} from ${low} to ${high}, got "${given}"`);
}

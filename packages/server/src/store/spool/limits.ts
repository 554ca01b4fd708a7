import { badOption } from '../../bad-option.ts';
import { parseByteSize } from '../../byte-size.ts';

/**
 * When telemetry is acknowledged.
 *
 * - `spool`: when the operating system has it in a file: survives kill -9 of the server, not a power cut.
 * - `fsync`: when the disk has it: survives a power cut too.
 * - `insert`: when queries see it; about half a second later.
 */
export type Durability = 'spool' | 'fsync' | 'insert';

/** All of {@link Durability}. */
export const DURABILITIES: readonly Durability[] = ['spool', 'fsync', 'insert'];

/** When a spool is closed and handed to the database, and how much may wait. */
export interface SpoolLimits {
  /** Age, in milliseconds. @defaultValue 1000; 200 where senders wait for the insert */
  maxAgeMs: number;
  /** @defaultValue 98_304 */
  maxRows: number;
  /** @defaultValue 64 MiB */
  maxBytes: number;
  /** Bytes that may wait for the database, 1 MiB or more; over it, senders are told to come again. @defaultValue the variable SIGHTGLASS_MAX_BACKLOG, else 256 MiB */
  maxBacklogBytes: number;
}

/** Defaults of {@link SpoolLimits}. */
export const SPOOL_LIMITS: Readonly<SpoolLimits> = Object.freeze({
  maxAgeMs: 1000,
  // An insert holds all of its rows in memory, several times over.
  maxRows: 98_304,
  maxBytes: 64 * 1024 * 1024,
  maxBacklogBytes: 256 * 1024 * 1024,
});

/** Age of a file where senders wait for its insert. */
export const INSERT_AGE_MS = 200;

const DURABILITY = 'SIGHTGLASS_DURABILITY';
const MAX_BACKLOG = 'SIGHTGLASS_MAX_BACKLOG';

const LEAST_BACKLOG = 1024 * 1024;

/**
 * Checks when data counts as kept.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function resolveDurability(
  given: Durability | undefined,
  fromEnv: (name: string) => string | undefined,
): Durability {
  const value = given ?? fromEnv(DURABILITY) ?? 'spool';
  const known = DURABILITIES.find((durability) => durability === value);
  if (known !== undefined) return known;
  throw badOption(given === undefined ? DURABILITY : 'durability', value, `use one of ${DURABILITIES.join(', ')}`);
}

/**
 * Checks the limits, and fills in what the environment says.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function resolveSpoolLimits(
  given: Partial<SpoolLimits> = {},
  fromEnv: (name: string) => string | undefined,
): Partial<SpoolLimits> {
  const text = fromEnv(MAX_BACKLOG);
  const bytes = given.maxBacklogBytes ?? (text === undefined ? undefined : (parseByteSize(text) ?? Number.NaN));
  if (bytes === undefined) return given;
  if (Number.isInteger(bytes) && bytes >= LEAST_BACKLOG) return { ...given, maxBacklogBytes: bytes };
  const name = given.maxBacklogBytes === undefined ? MAX_BACKLOG : 'spool.maxBacklogBytes';
  throw badOption(name, given.maxBacklogBytes ?? text, 'give 1MiB or more, as in 256MiB');
}

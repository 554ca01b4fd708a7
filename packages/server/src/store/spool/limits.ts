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
  /** @defaultValue 131_072 */
  maxRows: number;
  /** @defaultValue 64 MiB */
  maxBytes: number;
  /** Bytes that may wait for the database; over it, appends are refused. @defaultValue 256 MiB */
  maxBacklogBytes: number;
}

/** Defaults of {@link SpoolLimits}. */
export const SPOOL_LIMITS: Readonly<SpoolLimits> = Object.freeze({
  maxAgeMs: 1000,
  maxRows: 131_072,
  maxBytes: 64 * 1024 * 1024,
  maxBacklogBytes: 256 * 1024 * 1024,
});

/** Age of a file where senders wait for its insert. */
export const INSERT_AGE_MS = 200;

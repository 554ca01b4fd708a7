import { badOption } from '../bad-option.ts';
import { parseByteSize } from '../byte-size.ts';

/** What the receiver may take. */
export interface ReceiveLimits {
  /** Largest body after decompression, bytes: 1 KiB to 1 GiB. @defaultValue the variable SIGHTGLASS_MAX_BODY, else 64 MiB */
  maxBodyBytes: number;
  /** Bodies held at the same time, bytes, packed and unpacked; over it, senders are told to come again. @defaultValue twice `maxBodyBytes`, at least 128 MiB */
  maxInFlightBytes: number;
  /**
   * Records that one key may send a second; ten seconds' worth at once. Over it, it is told to come again. 0 for no limit.
   *
   * @defaultValue the variable SIGHTGLASS_RATE_LIMIT, else 0
   */
  recordsPerSecond: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Larger ones would not fit the memory of the machines this is made for, several at a time. */
const LARGEST_BODY = 1024 * MIB;

/**
 * Fills in defaults and checks.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function resolveReceiveLimits(
  given: Partial<ReceiveLimits> = {},
  fromEnv: (name: string) => string | undefined = () => undefined,
): ReceiveLimits {
  const [maxBody, rateLimit] = [fromEnv('SIGHTGLASS_MAX_BODY'), fromEnv('SIGHTGLASS_RATE_LIMIT')];
  const maxBodyBytes =
    given.maxBodyBytes ?? (maxBody === undefined ? 64 * MIB : (parseByteSize(maxBody) ?? Number.NaN));
  if (!Number.isInteger(maxBodyBytes) || maxBodyBytes < KIB || maxBodyBytes > LARGEST_BODY) {
    const name = given.maxBodyBytes === undefined ? 'SIGHTGLASS_MAX_BODY' : 'receive.maxBodyBytes';
    throw badOption(name, given.maxBodyBytes ?? maxBody, 'use bytes from 1KiB to 1GiB, as in 64MiB');
  }
  const recordsPerSecond = given.recordsPerSecond ?? (rateLimit === undefined ? 0 : numberOf(rateLimit));
  if (!Number.isFinite(recordsPerSecond) || recordsPerSecond < 0) {
    const name = given.recordsPerSecond === undefined ? 'SIGHTGLASS_RATE_LIMIT' : 'receive.recordsPerSecond';
    throw badOption(name, given.recordsPerSecond ?? rateLimit, 'use records a second, or 0 for no limit');
  }
  const maxInFlightBytes = given.maxInFlightBytes ?? Math.max(128 * MIB, 2 * maxBodyBytes);
  return { maxBodyBytes, maxInFlightBytes, recordsPerSecond };
}

function numberOf(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

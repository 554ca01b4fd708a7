import { describe, expect, it } from 'vitest';
import { encode } from '../../test/otlp/encode.ts';
import { ServerError } from '../errors.ts';
import type { StoreHealth } from '../store/store.ts';
import { createIntake, type IntakeOptions, type Parcel } from './intake.ts';
import { createRefusedCounts } from './refused.ts';

const HEALTHY: StoreHealth = {
  backlogBytes: 0,
  backlogSpools: 0,
  quarantined: 0,
  quarantinedRows: 0,
  accepting: true,
  reason: '',
  problem: '',
  diskFreeBytes: undefined,
  diskUsedBytes: 0,
  diskLimitBytes: undefined,
};

/** A store that keeps as it is told. */
function storeThat(keep: IntakeOptions['store']['keep']): IntakeOptions['store'] {
  const query = (): Promise<never> => Promise.reject(new Error('nobody asks here'));
  return { keep, remembers: () => false, remembersSince: () => 0, query, database: 'otel', health: () => HEALTHY };
}

/** A parcel of one span with so much text, in memory of its own. */
function parcelOf(size: number): { parcel: Parcel; bytes: Buffer } {
  const now = BigInt(Date.now()) * 1_000_000n;
  const ids = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };
  const span = { ...ids, name: 'x'.repeat(size), startTimeUnixNano: now, endTimeUnixNano: now };
  const request = encode('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const bytes = Buffer.from(request);
  const parcel: Parcel = {
    signal: 'traces',
    encoding: 'protobuf',
    into: { project: 'default', isPaused: false },
    sender: '',
    read: () => Promise.resolve({ bytes, wireBytes: bytes.length }),
  };
  return { parcel, bytes };
}

describe('the memory of a body', () => {
  it('is read until the body is kept, and given back then', async () => {
    const { parcel, bytes } = parcelOf(100_000);
    let lengthWhenKept = 0;
    const store = storeThat(() => {
      lengthWhenKept = bytes.length;
      return Promise.resolve();
    });
    const outcome = await createIntake({ store, refused: createRefusedCounts() }).take(parcel);
    expect(outcome.accepted).toBe(1);
    expect(lengthWhenKept).toBeGreaterThan(100_000);
    expect(bytes.length).toBe(0);
  });

  it('is given back where the body cannot be kept', async () => {
    const { parcel, bytes } = parcelOf(100_000);
    const store = storeThat(() => Promise.reject(new ServerError('SIGHTGLASS_DISK', 'no room')));
    await expect(createIntake({ store, refused: createRefusedCounts() }).take(parcel)).rejects.toThrow('no room');
    expect(bytes.length).toBe(0);
  });

  it('stays where others may have theirs in the same piece', async () => {
    const { parcel, bytes } = parcelOf(100);
    const { length } = bytes;
    const intake = createIntake({ store: storeThat(() => Promise.resolve()), refused: createRefusedCounts() });
    expect((await intake.take(parcel)).accepted).toBe(1);
    expect(bytes.buffer.byteLength).toBeLessThanOrEqual(Buffer.poolSize);
    expect(bytes.length).toBe(length);
  });
});

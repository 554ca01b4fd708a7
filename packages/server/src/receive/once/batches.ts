import { askStoredBatch } from '../../ask/stored.ts';
import { BlockBuilder } from '../../store/native/block.ts';
import type { Store } from '../../store/store.ts';
import type { Signal } from '../signals.ts';
import { timeOfId } from './id-time.ts';

/** Ids of batches on their way into their table. */
export interface BatchRows {
  readonly builder: BlockBuilder;
  add(project: string, signal: Signal, batch: string): void;
}

/** Rows for `sightglass_batches`, written with the rows of the batches themselves. */
export function createBatchRows(): BatchRows {
  const builder = new BlockBuilder('sightglass_batches');
  const columns = {
    project: builder.coded('Project'),
    signal: builder.coded('Signal'),
    batch: builder.part('Batch'),
    at: builder.part('At'),
  };
  return {
    builder,
    add(project, signal, batch) {
      const timeMs = timeOfId(batch) ?? 0;
      columns.project.text(project);
      columns.signal.text(signal);
      columns.batch.text(batch);
      columns.at.u64(timeMs, Math.floor(timeMs / 2 ** 32));
      builder.rows++;
    },
  };
}

/** Whether a batch is in the table, where its id is older than what is remembered. */
export async function isStoredBatch(
  store: Pick<Store, 'query' | 'database'>,
  project: string,
  signal: Signal,
  batch: string,
  isYoung: (timeMs: number) => boolean,
): Promise<boolean> {
  const timeMs = timeOfId(batch);
  if (timeMs === undefined || isYoung(timeMs)) return false;
  return askStoredBatch(store, project, signal, { id: batch, timeMs });
}

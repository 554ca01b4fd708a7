import type { IsKept, Outcome } from './outcome.ts';
import type { TimeWindow } from './times.ts';

/**
 * Reads the body of an export request, in protobuf, into rows.
 *
 * @param project the one that they belong to; '' for the default one.
 * @param isKept asked of each log record with a `log.record.uid`; those that are kept already are not written again.
 * @throws {@link DecodeError} when it is not one; rows written before that are the caller's to roll back.
 */
export type Decode = (body: Buffer, window: TimeWindow, outcome: Outcome, project?: string, isKept?: IsKept) => void;

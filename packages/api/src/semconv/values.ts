/**
 * Values that programs compare with; the values of an attribute stand in its own comment.
 */

/** Value of `error.type` and of `rpc.method` for what is not known. */
export const ERROR_TYPE_VALUE_OTHER = '_OTHER';
/** Value of `http.request.method` for a method that is not known. */
export const HTTP_REQUEST_METHOD_VALUE_OTHER = '_OTHER';
/** Value of `telemetry.distro.name` in everything that our SDKs send. */
export const TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS = 'sightglass';

/** Tag of the event with which a recording of a session tells that it ended before its page did; `payload.reason` says why. */
export const REPLAY_TAG_VALUE_STOPPED = 'sightglass.replay.stopped';

/** Values of `sightglass.signal`. */
export type DroppedSignal = 'traces' | 'metrics' | 'logs' | 'replay';

/**
 * Values of `sightglass.drop.reason`: the queue was full; the record grew too old; the receiver refused it; it could not
 * be encoded or recorded; the receiver asked for less; `beforeSend` took it out; storage was denied; a budget was used up.
 */
export type DropReason =
  | 'queue_full'
  | 'expired'
  | 'rejected'
  | 'unsendable'
  | 'rate_limited'
  | 'before_send'
  | 'storage_denied'
  | 'budget';

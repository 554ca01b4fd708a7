import type { TimedId } from '../../ask/stored.ts';
import type { Key } from '../../store/spool/key-set.ts';
import type { IsKept } from '../decode/outcome.ts';
import { tagOf, BYTES } from '../decode/wire.ts';
import type { Claims } from './claims.ts';
import { timeOfId } from './id-time.ts';
import { recordKeys } from './keys.ts';

/** What must be known to tell records that were stored before. */
export interface RecordIdsOptions {
  project: string;
  claims: Claims;
  remembers: (key: Key) => boolean;
  /** Whether the memory speaks for an id of this time. */
  isYoung: (timeMs: number) => boolean;
  /** Old ids that were looked up, and which of them are in the table; undefined before the look-up. */
  lookedUp: ReadonlySet<string> | undefined;
}

/** Looks at the ids of one body's records while it is decoded. */
export class RecordIds {
  /** Of records that are to be stored. */
  readonly keys: Key[] = [];
  /** Ids that have to be looked up before it can be told. */
  readonly old: TimedId[] = [];
  /** Settles when another body is done that has one of these records too. */
  busy: Promise<void> | undefined;
  readonly #options: RecordIdsOptions;
  readonly #seen = new Set<Key>();
  #keyOf: ((uid: Uint8Array) => Key) | undefined;

  constructor(options: RecordIdsOptions) {
    this.#options = options;
  }

  readonly isKept: IsKept = (value) => {
    const { project, claims, remembers, isYoung, lookedUp } = this.#options;
    this.#keyOf ??= recordKeys(project);
    const key = this.#keyOf(value);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    this.busy ??= claims.holder(key);
    if (remembers(key)) return true;
    const uid = textOf(value);
    const timeMs = timeOfId(uid);
    if (timeMs !== undefined && !isYoung(timeMs)) {
      if (lookedUp?.has(uid)) return true;
      if (lookedUp === undefined) this.old.push({ id: uid, timeMs });
    }
    this.keys.push(key);
    return false;
  };
}

/** The text of an `AnyValue` that is a short string; '' for all others, which hold no id with a time. */
function textOf(value: Buffer): string {
  const length = value[1] ?? 0;
  return value[0] === tagOf(1, BYTES) && length === value.length - 2 ? value.toString('latin1', 2) : '';
}

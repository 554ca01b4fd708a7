import type { Attributes, Logger, LoggerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AttributeList } from '../encode/attribute-list.ts';
import { createBufferPool } from '../encode/buffer-pool.ts';
import { createChunks } from '../encode/chunks.ts';
import { KeyValues } from '../encode/key-values.ts';
import type { Scope } from '../encode/scope-chunk.ts';
import { FastLogger } from './fast-logger.ts';
import type { LogRecordLimits } from './fast-logger.ts';
import { writeLogRecord } from './write-log-record.ts';
import type { ReadyRecord } from './write-log-record.ts';

export interface LoggerProviderOptions {
  readonly resource: Resource;
  readonly limits?: Partial<LogRecordLimits>;
  /** Longest time in milliseconds that a record waits here. @defaultValue 1000 */
  readonly delayMs?: number;
  /**
   * Takes a finished `ExportLogsServiceRequest` in protobuf with that many records. Called in the middle of the program: it
   * must be quick. The bytes are its own until it gives them to `release`.
   */
  readonly onChunk: (bytes: Uint8Array, records: number) => void;
}

/** Loggers whose records are written to OTLP as they come and are not kept. */
export interface FastLoggerProvider extends LoggerProvider {
  /** Records that were taken, since the start. */
  readonly created: number;
  /** Records that could not be written or handed over, since the start. */
  readonly dropped: number;
  /** Hands over everything that was written, now. */
  flush(): void;
  /** Gives the bytes of a chunk back, to be written again. They must not be read from then on. */
  release(bytes: Uint8Array): void;
}

export function createLoggerProvider(options: LoggerProviderOptions): FastLoggerProvider {
  const { resource, onChunk, delayMs = 1000 } = options;
  const limits = resolveLimits(options.limits);
  const pool = createBufferPool();
  const chunks = createChunks<ReadyRecord>({
    what: 'log records',
    resource,
    pool,
    keyValues: new KeyValues(new Map()),
    writeItem: writeLogRecord,
    delayMs,
    onChunk,
  });
  const loggers = new Map<string, Logger>();
  let created = 0;
  return {
    get created() {
      return created;
    },
    get dropped() {
      return chunks.dropped;
    },
    getLogger: (name, version, { schemaUrl, attributes } = {}) => {
      // Whatever was given: names come from programs that no compiler has seen.
      const scope = {
        name: typeof name === 'string' && name !== '' ? name : 'unknown',
        ...(typeof version === 'string' ? { version } : {}),
        ...(typeof schemaUrl === 'string' ? { schemaUrl } : {}),
        ...scopeAttributes(attributes, limits),
      };
      const key = keyOf(scope);
      let logger = loggers.get(key);
      if (logger === undefined) {
        const write = chunks.open(scope);
        const onEmit = (record: ReadyRecord): void => {
          created++;
          write(record);
        };
        logger = new FastLogger({ limits, onEmit });
        loggers.set(key, logger);
      }
      return logger;
    },
    flush: () => chunks.flush(),
    release: (bytes) => pool.release(bytes),
  };
}

function resolveLimits({
  attributeCountLimit = 128,
  attributeValueLengthLimit = Infinity,
}: Partial<LogRecordLimits> = {}): LogRecordLimits {
  return {
    attributeCountLimit,
    attributeValueLengthLimit: attributeValueLengthLimit > 0 ? attributeValueLengthLimit : Infinity,
  };
}

function scopeAttributes(
  given: Attributes | undefined,
  { attributeCountLimit, attributeValueLengthLimit }: LogRecordLimits,
): Pick<Scope, 'attributes' | 'droppedAttributesCount'> {
  if (typeof given !== 'object' || given === null) return {};
  const list = new AttributeList().addSimple(given, attributeCountLimit, attributeValueLengthLimit);
  if (list.keys.length === 0 && list.dropped === 0) return {};
  return { attributes: list.toAttributes(), droppedAttributesCount: list.dropped };
}

/** Attributes are part of who a logger is, whatever their order. */
function keyOf({ attributes = {}, ...scope }: Scope): string {
  const sorted = Object.entries(attributes).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([scope, sorted]);
}

import { tracingChannel } from 'node:diagnostics_channel';
import type { StatementSync } from 'node:sqlite';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { createSqliteCalls } from './sqlite-calls.ts';
import type { SqliteCalls } from './sqlite-calls.ts';

/**
 * Statements that `node:sqlite` runs below a span. Where loading the module prints that it is experimental, it is only seen once the
 * program has required it; an `import` of it is not seen there.
 */
export function startNodeSqliteCapture(tools: CaptureTools): () => void {
  const calls = createSqliteCalls(tools);
  if (isQuiet(process.versions.node)) {
    const module: unknown = process.getBuiltinModule('node:sqlite');
    return isRecord(module) ? wrapModule(module, calls) : () => {};
  }
  let stop = (): void => {};
  const { end } = tracingChannel('module.require');
  const required = guarded('capture of node:sqlite', (message: unknown) => {
    if (!isRecord(message) || message['id'] !== 'node:sqlite' || !isRecord(message['result'])) return;
    end.unsubscribe(required);
    stop = wrapModule(message['result'], calls);
  });
  end.subscribe(required);
  return () => {
    end.unsubscribe(required);
    stop();
  };
}

/** Whether the module can be loaded without a word on stderr, as tried. */
function isQuiet(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 21);
}

function wrapModule({ DatabaseSync, StatementSync }: Record<string, unknown>, calls: SqliteCalls): () => void {
  if (!isClass(DatabaseSync) || !isClass(StatementSync)) return () => {};
  const locations = new WeakMap<object, unknown>();
  const { prepare } = DatabaseSync.prototype;
  const stops = [
    calls.wrap(DatabaseSync.prototype, ['exec'], (self, [sql]) => ({ sql, location: locationOf(self) })),
    calls.wrap(StatementSync.prototype, ['run', 'get', 'all', 'iterate'], (self) => ({
      sql: isRecord(self) ? self['sourceSQL'] : undefined,
      location: isRecord(self) ? locations.get(self) : undefined,
    })),
  ];
  if (typeof prepare === 'function') {
    const wrapper = function (this: unknown, ...given: unknown[]): unknown {
      const statement: StatementSync = Reflect.apply(prepare, this, given);
      locations.set(statement, locationOf(this));
      return statement;
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(prepare));
    DatabaseSync.prototype['prepare'] = wrapper;
    stops.push(() => {
      if (DatabaseSync.prototype['prepare'] === wrapper) DatabaseSync.prototype['prepare'] = prepare;
    });
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** Where the file of a database is; null in memory. */
function locationOf(database: unknown): unknown {
  try {
    return isRecord(database) && typeof database['location'] === 'function' ? database['location']() : undefined;
  } catch {
    // A database that is closed tells nothing.
    return undefined;
  }
}

function isClass(value: unknown): value is { prototype: Record<string, unknown> } {
  return typeof value === 'function';
}

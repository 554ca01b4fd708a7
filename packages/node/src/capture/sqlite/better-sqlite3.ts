import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import type { DatabaseCall } from '../database/database-calls.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { createSqliteCalls } from './sqlite-calls.ts';

interface ExecCall extends HookedCall {
  running?: DatabaseCall | undefined;
}

/** Statements that `better-sqlite3` runs below a span. What `iterate` gives is read after its span. */
export function startBetterSqlite3Capture(tools: CaptureTools): () => void {
  const calls = createSqliteCalls(tools);
  const classes = new WeakSet<object>();
  const stops = [
    listen('sightglass:better-sqlite3:prepare', isCall, {
      end({ result }) {
        if (!isRecord(result)) return;
        const statements: unknown = Object.getPrototypeOf(result);
        if (!isRecord(statements) || classes.has(statements)) return;
        classes.add(statements);
        stops.push(calls.wrap(statements, ['run', 'get', 'all', 'iterate'], ofStatement));
      },
    }),
    listen('sightglass:better-sqlite3:exec', isCall, {
      start(call: ExecCall) {
        call.running = calls.query(call.arguments[0], nameOf(call.self));
      },
      end: ({ running, error }: ExecCall) => running?.end(error),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function ofStatement(statement: unknown): { sql: unknown; location: unknown } {
  if (!isRecord(statement)) return { sql: undefined, location: undefined };
  return { sql: statement['source'], location: nameOf(statement['database']) };
}

function nameOf(database: unknown): unknown {
  return isRecord(database) ? database['name'] : undefined;
}

function isCall(message: unknown): message is HookedCall {
  return isRecord(message) && Array.isArray(message['arguments']);
}

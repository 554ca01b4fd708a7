import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { Endpoint } from '../database/database-calls.ts';
import { createSqlReader, readSql } from '../database/sql.ts';
import type { SqlText } from '../database/sql.ts';
import { followCalls, placeOf } from '../database/traced-calls.ts';
import type { CallMessage } from '../database/traced-calls.ts';

/**
 * Queries, prepared statements and connections of `mysql2` 3.20 and later, which publishes them by itself. Where a pool hands out a
 * connection, its callback runs in the context of the one who asked for it, and so does the query that follows.
 */
export function startMysql2Capture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'mysql');
  const read = createSqlReader('mysql');
  const endpointOf = (message: CallMessage): Endpoint => {
    const { address, port } = placeOf(message);
    const { database } = message;
    return calls.endpoint(address, port, typeof database === 'string' && database !== '' ? database : undefined);
  };
  /** The values of parameters are filled into the text of a query, and it never comes again: it is not remembered. */
  const statementOf = ({ query, values }: CallMessage, isFilled: boolean): SqlText | undefined => {
    if (typeof query !== 'string') return undefined;
    return isFilled && values !== undefined ? readSql(query, 'mysql') : read(query);
  };

  const stops = [
    followCalls('mysql2:query', (message, caller) => {
      const query = calls.query(endpointOf(message), statementOf(message, true), caller);
      return (error) => query.end(error);
    }),
    followCalls('mysql2:execute', (message, caller) => {
      const query = calls.query(endpointOf(message), statementOf(message, false), caller);
      return (error) => query.end(error);
    }),
    followCalls('mysql2:connect', (message, caller) => {
      const connect = calls.operation(endpointOf(message), { name: 'connect' }, caller);
      return (error) => connect.end(error);
    }),
    followCalls('mysql2:pool:connect', () => undefined),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { ServerError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';
import { abortError, insertError, queryError, timeoutError } from '../query-errors.ts';
import type { QueryOptions, QueryResult } from '../store.ts';

/**
 * Connects to a ClickHouse server over HTTP.
 *
 * @param url `http(s)://user:password@host:8123`; user and password may be left out.
 * @param isCluster whether the tables are spread over a cluster of which it is a machine.
 * @throws {@link ServerError} `SIGHTGLASS_CLICKHOUSE_UNREACHABLE`.
 */
export async function connectClickHouse(url: string, isCluster = false): Promise<Engine> {
  const client = createClient({
    url,
    application: 'sightglass',
    request_timeout: 310_000,
    compression: { response: true },
    // What fails reaches the caller as an error; the client would print it as well.
    log: { level: ClickHouseLogLevel.OFF },
  });
  const version = await serverVersion(client, url);

  const select = async <T>(sql: string, { signal, maxMs = 30_000 }: QueryOptions = {}): Promise<QueryResult<T>> => {
    const started = performance.now();
    const id = randomUUID();
    const timeout = AbortSignal.timeout(maxMs);
    const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    if (signal?.aborted) throw abortError(signal.reason);
    try {
      const answer = await client.query({
        query: sql,
        format: 'JSON',
        query_id: id,
        abort_signal: stop,
        clickhouse_settings: {
          max_execution_time: Math.max(1, Math.ceil(maxMs / 1000)),
          max_result_bytes: String(256 * 1024 * 1024),
          readonly: '2',
          // What is looked up in another table is looked up on all shards.
          ...(isCluster ? { distributed_product_mode: 'global' } : {}),
          session_timezone: 'UTC',
          output_format_json_quote_64bit_integers: 1,
          wait_end_of_query: 1,
        },
      });
      const { data, statistics } = await answer.json<T>();
      return { rows: data, stats: { rowsRead: statistics?.rows_read ?? 0, ms: performance.now() - started } };
    } catch (error) {
      if (!stop.aborted) throw queryError(error, codeOf(error));
      // Closing the connection stops a query only where the server is set to look at it. Nobody waits for this: a server that does not
      // answer a query may not answer this either.
      const kill = `KILL QUERY WHERE query_id = ${quoted(id)} ASYNC`;
      void client.command({ query: kill, abort_signal: AbortSignal.timeout(HELLO_MS) }).catch(() => undefined);
      throw timeout.aborted ? timeoutError(maxMs, error) : abortError(error);
    }
  };

  return {
    name: `clickhouse ${version}`,
    select,
    async command(sql) {
      try {
        await client.command({ query: sql, clickhouse_settings: { wait_end_of_query: 1 } });
      } catch (error) {
        throw queryError(error, codeOf(error));
      }
    },
    async insertFile(table, columns, path, token, signal) {
      try {
        // The values travel as the request's body, apart from the SQL text: no byte of them is ever read as SQL.
        const result = await client.exec({
          query: `INSERT INTO ${table} (${columns.map(([name]) => identifier(name)).join(', ')}) FORMAT Native`,
          values: createReadStream(path),
          ...(signal === undefined ? {} : { abort_signal: signal }),
          clickhouse_settings: {
            insert_deduplication_token: token,
            // What a block leaves out is blank; to work out the table's own values costs more than the columns would.
            input_format_defaults_for_omitted_fields: 0,
            // The same token again completes what hangs on the table, too, where an insert was broken off between the two.
            deduplicate_blocks_in_dependent_materialized_views: 1,
            // Stored when it is stored on the shards, not when somebody will send it there.
            ...(isCluster ? { distributed_foreground_insert: 1 } : {}),
            async_insert: 0,
            max_partitions_per_insert_block: '0',
            // One block however large the file is: of several, a replay could take the first for all of them.
            max_insert_block_size: '1000000000',
            min_insert_block_size_rows: '1000000000',
            min_insert_block_size_bytes: '0',
            wait_end_of_query: 1,
          },
        });
        result.stream.resume();
      } catch (error) {
        throw insertError(error, codeOf(error));
      }
    },
    close: () => client.close(),
  };
}

/** How long a server may take for its first answer, and to be told that nobody waits for a query any more. */
const HELLO_MS = 5000;

async function serverVersion(client: ClickHouseClient, url: string): Promise<string> {
  try {
    const answer = await client.query({
      query: 'SELECT version() AS version',
      format: 'JSONEachRow',
      abort_signal: AbortSignal.timeout(HELLO_MS),
    });
    const [row] = await answer.json<{ version: string }>();
    return row?.version ?? '';
  } catch (error) {
    await client.close();
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ServerError(
      'SIGHTGLASS_CLICKHOUSE_UNREACHABLE',
      `the ClickHouse server at ${withoutPassword(url)} does not answer: ${why}`,
      {
        remedy: 'start it, correct SIGHTGLASS_CLICKHOUSE_URL, or unset that variable to use the embedded engine',
        cause: error,
      },
    );
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

function codeOf(error: unknown): number | undefined {
  return error instanceof ClickHouseError ? Number(error.code) : undefined;
}

/**
 * The schema over a cluster. Each table becomes two: `<name>_local`, replicated, holds the rows of a shard; `<name>` is the table over all
 * shards, under the name that everybody reads and writes. Views fill the local table of their shard from the local table of their source.
 *
 * The machines' configuration must define the macros `shard` and `replica`, as replicated tables of ClickHouse usually have them.
 * https://clickhouse.com/docs/engines/table-engines/mergetree-family/replication, …/engines/table-engines/special/distributed
 */
import { LOCAL } from '../keeping/place.ts';
import { quoted } from '../literals.ts';

/** One for the whole cluster: what it says is true of all shards. */
const EVERYWHERE = new Set(['sightglass_schema']);

const BY_SERIES = 'cityHash64(ServiceName, MetricName, mapSort(Attributes))';

/** To which shard a row goes. The same thing goes to the same shard, so that what is stored twice meets there, and a trace is in one place. */
const SHARDED: Readonly<Record<string, string>> = {
  otel_traces: 'cityHash64(TraceId)',
  otel_traces_trace_id_ts: 'cityHash64(TraceId)',
  otel_traces_1m: 'cityHash64(ServiceName)',
  otel_traces_services: 'cityHash64(ServiceName)',
  otel_logs: "cityHash64(LogAttributes['log.record.uid'], TraceId, Timestamp)",
  otel_logs_past: "cityHash64(LogAttributes['log.record.uid'], TraceId, Timestamp)",
  otel_metrics_gauge: BY_SERIES,
  otel_metrics_sum: BY_SERIES,
  otel_metrics_histogram: BY_SERIES,
  otel_metrics_exp_histogram: BY_SERIES,
  otel_metrics_summary: BY_SERIES,
  otel_replay: "cityHash64(LogAttributes['session.id'])",
  page_events: 'cityHash64(SessionId)',
  usage_events: 'cityHash64(Uid)',
  people_identities: 'cityHash64(AnonymousId)',
  people_profiles: 'cityHash64(UserId)',
  web_vitals: 'cityHash64(Uid)',
  delivery_events: 'cityHash64(Uid)',
  error_events: 'cityHash64(Uid)',
  sightglass_batches: 'cityHash64(Batch)',
};

/**
 * Statements of a migration for a cluster.
 *
 * @param statement one of `statementsOf`.
 * @param database its database, as it stands in the statement.
 * @throws {@link TypeError} for a statement of a kind that has no form for a cluster.
 */
export function onCluster(statement: string, database: string, cluster: string): string[] {
  const on = `ON CLUSTER ${quoted(cluster)}`;
  const local = (sql: string): string => localNames(sql, database);
  if (statement.startsWith('CREATE DATABASE')) return [statement.replace(/ (?=ENGINE = )/, ` ${on} `)];
  const table = /^CREATE TABLE IF NOT EXISTS \S+?\.(\w+)/.exec(statement)?.[1];
  if (table !== undefined) {
    const replicatedTable = replicated(
      statement.replace(/(?<=^CREATE TABLE IF NOT EXISTS \S+)(?=\s)/, ` ${on}`),
      table,
    );
    if (EVERYWHERE.has(table)) return [replicatedTable];
    return [local(replicatedTable), distributed(table, database, cluster)];
  }
  if (statement.startsWith('CREATE MATERIALIZED VIEW')) return [local(statement).replace(/ (?=TO )/, ` ${on} `)];
  // Rows go through the tables over all shards, as everybody else's do.
  if (statement.startsWith('INSERT INTO')) return [statement];
  if (statement.startsWith('TRUNCATE TABLE')) return [`${local(statement)} ${on}`];
  const altered = /^ALTER TABLE \S+?\.(\w+)/.exec(statement)?.[1];
  if (altered === undefined) throw new TypeError(`no form for a cluster of: ${statement.slice(0, 80)}`);
  const alter = (sql: string): string => sql.replace(/(?<=^ALTER TABLE \S+)(?=\s)/, ` ${on}`);
  // The table over all shards has columns, and nothing else of its own: how they are packed is nothing to it.
  const hasColumns = /\b(?:ADD|DROP|MODIFY|RENAME|COMMENT) COLUMN\b(?! \S+ CODEC\b)/.test(statement);
  return hasColumns && !EVERYWHERE.has(altered)
    ? [alter(local(statement)), alter(statement)]
    : [alter(EVERYWHERE.has(altered) ? statement : local(statement))];
}

/** Names of tables that hold the rows of a shard; a view's own name stays. */
function localNames(sql: string, database: string): string {
  return sql.replace(/(?<![\w.`])(`?\w+`?)\.(\w+)\b/g, (whole, db: string, table: string) =>
    db === database && !table.endsWith('_mv') ? `${db}.${table}${LOCAL}` : whole,
  );
}

/** `ENGINE = ReplacingMergeTree(At)` → the replicated one, with its place in the keeper. */
function replicated(statement: string, table: string): string {
  const everywhere = EVERYWHERE.has(table);
  const path = everywhere ? `/clickhouse/tables/{database}/${table}` : `/clickhouse/tables/{shard}/{database}/${table}`;
  const replica = everywhere ? '{shard}-{replica}' : '{replica}';
  return statement
    .replace(/\bENGINE = (\w*MergeTree)(?:\(([^)]*)\))?/, (_, engine: string, given: string | undefined) => {
      const args = [quoted(path), quoted(replica), ...(given ? [given] : [])];
      return `ENGINE = Replicated${engine}(${args.join(', ')})`;
    })
    .replace(/\bnon_replicated_deduplication_window = \d+/, 'replicated_deduplication_window_seconds = 604800');
}

function distributed(table: string, database: string, cluster: string): string {
  const key = SHARDED[table];
  if (key === undefined) throw new TypeError(`no sharding key for ${table}`);
  const name = database.replaceAll('`', '');
  return (
    `CREATE TABLE IF NOT EXISTS ${database}.${table} ON CLUSTER ${quoted(cluster)} AS ${database}.${table}${LOCAL} ` +
    `ENGINE = Distributed(${quoted(cluster)}, ${quoted(name)}, ${quoted(table + LOCAL)}, ${key})`
  );
}

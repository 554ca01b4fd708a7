/**
 * What the parts of the table of spans cost: the same rows go into tables that have all of it, or one thing less. Prints JSON:
 * `[{ what, insertUs, mergeUs, bytes }]`, CPU time a row. In one process with the server, so that the rows are those that the server writes.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../packages/server/dist/index.js';
import { makeBodies } from './bodies.mjs';

const ROWS = 60_000;
const ROUNDS = 4;
const TABLE = 'otel_traces';
const VIEWS = ['otel_traces_trace_id_ts', 'otel_traces_1m', 'otel_traces_services'];

/** Sends spans to a server that keeps all in one spool file; a copy of that file is what everything else is fed with. */
async function spoolFile({ url }, folder) {
  const bodies = makeBodies({ signal: 'traces', encoding: 'protobuf', total: ROWS, perSecond: ROWS, seed: 7 });
  const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'gzip' };
  for (const { body } of bodies) {
    const { status } = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
    if (status !== 200) throw new Error(`the server answered ${status}`);
  }
  const name = readdirSync(join(folder, 'spool')).find((file) => file.endsWith(`.${TABLE}.native`));
  const copy = join(folder, 'spans.native');
  copyFileSync(join(folder, 'spool', name), copy);
  return copy;
}

async function namesOf(store, sql) {
  const { rows } = await store.query(sql);
  return rows.map(({ name }) => name);
}

/** A table like that of the spans, but for what is left away; with views of its own where `views` says so. */
async function variant(store, name, { indexes = true, hot = true, views = [] }) {
  const db = store.database;
  await store.command(`CREATE TABLE ${db}.${name} AS ${db}.${TABLE}`);
  await store.command(`SYSTEM STOP MERGES ${db}.${name}`);
  const of = `WHERE database = '${db}' AND table = '${name}'`;
  if (!indexes || !hot) {
    for (const index of await namesOf(store, `SELECT name FROM system.data_skipping_indices ${of}`))
      await store.command(`ALTER TABLE ${db}.${name} DROP INDEX ${index}`);
  }
  if (!hot) {
    const computed = `SELECT name FROM system.columns ${of} AND default_kind = 'MATERIALIZED' AND NOT is_in_sorting_key`;
    for (const column of await namesOf(store, computed))
      await store.command(`ALTER TABLE ${db}.${name} DROP COLUMN ${column}`);
  }
  for (const view of views) {
    const { rows } = await store.query(
      `SELECT as_select AS text FROM system.tables WHERE database = '${db}' AND name = '${view}_mv'`,
    );
    await store.command(`CREATE TABLE ${db}.${name}_${view} AS ${db}.${view}`);
    const from = rows[0].text.replaceAll(new RegExp(`FROM (\\w+\\.)?${TABLE}\\b`, 'g'), `FROM ${db}.${name}`);
    await store.command(`CREATE MATERIALIZED VIEW ${db}.${name}_${view}_mv TO ${db}.${name}_${view} AS ${from}`);
  }
}

const VARIANTS = {
  'columns as sent': { indexes: false, hot: false },
  'and hot columns': { indexes: false },
  'and indexes': {},
  'and times of traces': { views: VIEWS.slice(0, 1) },
  'and roll-up of operations': { views: VIEWS.slice(0, 2) },
  'and roll-up of services': { views: VIEWS },
};

async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function measure(store, file) {
  const db = store.database;
  // Those that blocks may hold; each of them leaves some out.
  const sent = `SELECT name FROM system.columns WHERE database = '${db}' AND table = '${TABLE}' AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')`;
  const columns = (await namesOf(store, sent)).map((name) => `\`${name}\``).join(', ');
  const tables = Object.keys(VARIANTS).map((what, i) => ({ what, table: `variant_${i}`, costs: [] }));
  for (const { what, table } of tables) await variant(store, table, VARIANTS[what]);
  // In turns, so that all of them meet the same machine.
  for (let round = 0; round < ROUNDS; round++) {
    for (const { table, costs } of tables) {
      const sql = `INSERT INTO ${db}.${table} (${columns}) SELECT ${columns} FROM file('${file}', 'Native') SETTINGS max_threads = 1, max_insert_threads = 1, insert_deduplicate = 0`;
      costs.push((await cpuOf(() => store.command(sql))) / ROWS);
    }
  }
  for (const one of tables) {
    await store.command(`SYSTEM START MERGES ${db}.${one.table}`);
    one.merge = (await cpuOf(() => store.command(`OPTIMIZE TABLE ${db}.${one.table} FINAL`))) / (ROWS * ROUNDS);
    const { rows } = await store.query(
      `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = '${db}' AND table = '${one.table}'`,
    );
    one.bytes = Number(rows[0].bytes) / (ROWS * ROUNDS);
  }
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return tables.map(({ what, costs, merge, bytes }) => ({ what, insertUs: median(costs), mergeUs: merge, bytes }));
}

const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-costs-'));
try {
  const spool = { maxAgeMs: 3_600_000, maxRows: ROWS * 10, maxBytes: 2 ** 30, maxBacklogBytes: 2 ** 31 };
  const server = await startServer({ port: 0, dataDir: folder, spool });
  console.log(JSON.stringify(await measure(server.store, await spoolFile(server, folder))));
  await server.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

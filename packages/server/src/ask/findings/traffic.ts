import { BEST_ENTRY, requestsOf, type Requests, type RequestsChoice } from '../requests.ts';
import type { Scope } from '../scope.ts';
import { anyOf, createBinder, type Source } from '../statement.ts';
import { WINDOW_MS, type Block, type Minute } from './rules.ts';

/** What is known of one service. */
export interface Traffic {
  readonly service: string;
  /** Whether its requests are server and consumer spans; else they are its roots. */
  readonly hasEntries: boolean;
  /** Minutes with requests, in order. */
  readonly minutes: readonly Minute[];
  readonly blocks: readonly Block[];
}

const MINUTE_MS = 60_000;

const BY_MINUTE: RequestsChoice = { preferMinutes: true, stepMs: MINUTE_MS };

type MinuteTuple = [number, number, number, number, number];
type BlockTuple = [number, number, (number | null)[]];

/** Traffic of every service, minute by minute and block by block. `endMs` is a whole minute. */
export async function trafficOf(source: Source, scope: Scope, endMs: number): Promise<Traffic[]> {
  const [minutes, blocks] = await Promise.all([minutesOf(source, scope), blocksOf(source, scope, endMs)]);
  return minutes.map(({ service, hasEntries, found }) => ({
    service,
    hasEntries: hasEntries === 1,
    minutes: found.map(([atMs, requests, errors, sampled, sampledErrors]) => ({
      atMs,
      requests,
      errors,
      sampled,
      sampledErrors,
    })),
    blocks: blocks.get(service) ?? [],
  }));
}

/** Groups requests by service and a time, keeps the best entry of each, and answers one row a service with all its times in order. */
function byService(requests: Requests, time: string, columns: readonly string[], conditions = ''): string {
  const values = columns.map((column, i) => `${column} AS c${i}`);
  const names = columns.map((_, i) => `c${i}`);
  return `SELECT service, any(best) AS hasEntries, arraySort(groupArray(tuple(at, ${names.join(', ')}))) AS found
    FROM (${BEST_ENTRY} FROM (
      SELECT ServiceName AS service, toUInt8(${requests.entry}) AS entry, toFloat64(${time}) AS at, ${values.join(', ')}
      ${requests.from}${conditions} GROUP BY service, entry, at
    )) WHERE entry = best GROUP BY service ORDER BY service`;
}

async function minutesOf(
  source: Source,
  scope: Scope,
): Promise<{ service: string; hasEntries: number; found: MinuteTuple[] }[]> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, BY_MINUTE);
  const columns = [
    requests.requests,
    requests.errors,
    `toFloat64(${requests.sampled})`,
    `toFloat64(${requests.sampledErrors})`,
  ];
  const sql = byService(requests, minuteOf(requests), columns);
  return (await source.query<{ service: string; hasEntries: number; found: MinuteTuple[] }>(sql, bind.values)).rows;
}

function minuteOf(requests: Requests): string {
  return `intDiv(${requests.timeMs}, ${MINUTE_MS}) * ${MINUTE_MS}`;
}

async function blocksOf(source: Source, scope: Scope, endMs: number): Promise<Map<string, Block[]>> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, BY_MINUTE);
  const back = `intDiv(${bind('Int64', endMs - 1)} - ${requests.timeMs}, ${WINDOW_MS})`;
  const sql = byService(requests, back, [`toFloat64(${requests.sampled})`, requests.quantiles]);
  const { rows } = await source.query<{ service: string; found: BlockTuple[] }>(sql, bind.values);
  return new Map(rows.map((row) => [row.service, row.found.map(blockOf)]));
}

function blockOf([back, sampled, q]: BlockTuple): Block {
  const ms = (i: number): number => (q[i] ?? 0) / 1e6;
  return { back, sampled, p75Ms: ms(1), p90Ms: ms(2), p95Ms: ms(3) };
}

/** The 95th percentile of each minute of some services. */
export async function slownessOf(
  source: Source,
  scope: Scope,
  services: readonly string[],
): Promise<Map<string, { atMs: number; p95Ms: number }[]>> {
  if (services.length === 0) return new Map();
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, BY_MINUTE);
  const only = ` AND ${anyOf(bind, 'ServiceName', services)}`;
  const sql = byService(requests, minuteOf(requests), [requests.quantiles], only);
  const { rows } = await source.query<{ service: string; found: [number, (number | null)[]][] }>(sql, bind.values);
  return new Map(rows.map((row) => [row.service, row.found.map(([atMs, q]) => ({ atMs, p95Ms: (q[3] ?? 0) / 1e6 }))]));
}

/** The minute in which each release of a service was first seen, by service, in order. */
export async function releasesOf(
  source: Source,
  scope: Scope,
): Promise<Map<string, { release: string; atMs: number }[]>> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, BY_MINUTE);
  const { rows } = await source.query<{ service: string; found: [number, string][] }>(
    `SELECT service, arraySort(groupArray(tuple(at, release))) AS found FROM (
      SELECT ServiceName AS service, toString(Release) AS release, toFloat64(min(${minuteOf(requests)})) AS at
      ${requests.from} AND Release != '' GROUP BY service, release) GROUP BY service`,
    bind.values,
  );
  return new Map(rows.map((row) => [row.service, row.found.map(([atMs, release]) => ({ release, atMs }))]));
}

import { EVENT_BROWSER_RESOURCE_TIMING, EVENT_SIGHTGLASS_RESOURCE_FAILED } from '@sightglass/api/semconv';
import type { Answer, Page, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import type { Window } from '../summary.ts';
import { pageEvents } from './events.ts';

/** What was reported of one resource that pages load. */
export interface ResourceSummary {
  /** Without its query. */
  url: string;
  kind: string;
  /** How often it was loaded: of quick ones pages tell a sample, each of which stands for several. */
  count: number;
  /** `null` where only failures were reported. */
  p75Ms: number | null;
  p95Ms: number | null;
  failed: number;
  /** Bytes on the wire, of all of them together. */
  transferBytes: number;
}

/** How resources are sorted, largest first. */
export type ResourceOrder = 'slowest' | 'largest' | 'failed';

/** What each order sorts by. */
const SORT_BY: Readonly<Record<ResourceOrder, string>> = { slowest: 'q[1]', largest: 'bytes', failed: 'failed' };

interface ResourceRow {
  url: string;
  kind: string;
  count: string;
  q: [number | null, number | null];
  failed: string;
  bytes: string;
}

/** Resources of pages. A failure that was told by its timing and by the element that wanted it counts once. */
export async function askResources(
  source: Source,
  scope: Scope,
  order: ResourceOrder,
  window: Window,
): Promise<Answer<Page<ResourceSummary>>> {
  const bind = createBinder();
  const isTiming = `EventName = ${bind('String', EVENT_BROWSER_RESOURCE_TIMING)}`;
  const events = pageEvents(source, bind, scope, [EVENT_BROWSER_RESOURCE_TIMING, EVENT_SIGHTGLASS_RESOURCE_FAILED]);
  const { rows } = await source.query<ResourceRow>(
    `SELECT url, kind, toString(greatest(toUInt64(round(timings)), failures)) AS count, q, toString(failed) AS failed, toString(toUInt64(round(bytes))) AS bytes FROM (
      SELECT url, kind, sumIf(weight, isTiming) AS timings, countIf(NOT isTiming) AS failures, greatest(failures, countIf(status >= 400)) AS failed,
        sum(size * weight) AS bytes, quantilesExactWeightedIf(0.75, 0.95)(ms, toUInt32(round(weight)), isTiming) AS q
      FROM (
        SELECT any(${isTiming}) AS isTiming, any(ResourceUrl) AS url, any(toString(ResourceKind)) AS kind, any(ResourceMs) AS ms, any(ResourceBytes) AS size,
          any(toFloat64(ResourceWeight)) AS weight, any(ResourceStatus) AS status
        ${events} GROUP BY Uid
      ) WHERE url != '' GROUP BY url, kind
    ) AS found ORDER BY found.${SORT_BY[order]} DESC NULLS LAST, url, kind LIMIT ${bind('UInt32', window.limit + 1)} OFFSET ${bind('UInt32', window.offset)}`,
    bind.values,
  );
  const items = rows.slice(0, window.limit).map(({ url, kind, count, q, failed, bytes }): ResourceSummary => {
    return {
      url,
      kind,
      count: Number(count),
      p75Ms: q[0],
      p95Ms: q[1],
      failed: Number(failed),
      transferBytes: Number(bytes),
    };
  });
  return { range: scope.range, body: { items, more: rows.length > window.limit } };
}

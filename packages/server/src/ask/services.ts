import { ATTR_SERVICE_NAMESPACE } from '@sightglass/api/semconv';
import { bounded } from './bounds.ts';
import type { Answer, Page, Scope } from './scope.ts';
import { createBinder, type Source } from './statement.ts';
import { summariseServices, type Summary, type Window } from './summary.ts';

/** Requests, failures and durations of one service. */
export interface ServiceSummary extends Summary {
  service: string;
  namespace: string;
  releases: string[];
  environments: string[];
}

/** Services, busiest first. */
export async function askServices(source: Source, scope: Scope, window: Window): Promise<Answer<Page<ServiceSummary>>> {
  const { range, body } = await summariseServices(source, scope, window);
  const unknown = body.items.filter(({ namespace }) => namespace === null);
  const seen = unknown.map(({ keys, summary }): Seen => [keys[0] ?? '', summary.lastSeenUnixNano]);
  const namespaces = await namespacesOf(source, scope.project, seen);
  const items = body.items.map(({ keys, summary, releases, environments, namespace }) => {
    const service = keys[0] ?? '';
    return { service, namespace: namespace ?? namespaces.get(service) ?? '', ...summary, releases, environments };
  });
  return { range, body: { items, more: body.more } };
}

/** A service and when it was seen, in nanoseconds since the epoch. */
type Seen = [service: string, nano: string];

/** The namespace that each service named in the span it was last seen by: over the whole range its map would cost more than all the rest. */
async function namespacesOf(source: Source, project: string, seen: readonly Seen[]): Promise<Map<string, string>> {
  if (seen.length === 0) return new Map();
  const bind = createBinder();
  const times = seen.map(([, nano]) => Number(BigInt(nano) / 1_000_000n));
  const range = { fromMs: Math.min(...times), toMs: Math.max(...times) + 1 };
  const spans = seen.map(([service, nano]) => `(${bind('String', service)}, ${bind('Int64', nano)})`);
  const { rows } = await source.query<{ service: string; namespace: string }>(
    `SELECT ServiceName AS service, max(ResourceAttributes[${bind('String', ATTR_SERVICE_NAMESPACE)}]) AS namespace
    ${bounded(source, bind, 'otel_traces', { project, range }, [
      `(ServiceName, toUnixTimestamp64Nano(Timestamp)) IN (${spans.join(', ')})`,
    ])} GROUP BY service`,
    bind.values,
  );
  return new Map(rows.map((row) => [row.service, row.namespace]));
}

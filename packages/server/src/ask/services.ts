import type { Answer, Page, Scope } from './scope.ts';
import type { Source } from './statement.ts';
import { summarise, type Summary, type Window } from './summary.ts';

/** Requests, failures and durations of one service. */
export interface ServiceSummary extends Summary {
  service: string;
  namespace: string;
  releases: string[];
  environments: string[];
}

/** Services, busiest first. */
export async function askServices(source: Source, scope: Scope, window: Window): Promise<Answer<Page<ServiceSummary>>> {
  const { range, body } = await summarise(source, scope, ['ServiceName'], window);
  const items = body.items.map(({ keys, summary, namespace, releases, environments }) => ({
    service: keys[0] ?? '',
    namespace,
    ...summary,
    releases,
    environments,
  }));
  return { range, body: { items, more: body.more } };
}

import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

export interface PageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

export interface RouteOfPage {
  readonly path: string;
  /** Loads the code of the page; a link calls it already when it is pointed at. */
  readonly load: () => Promise<unknown>;
  readonly Page: LazyExoticComponent<ComponentType<PageProps>>;
}

function route(path: string, load: () => Promise<ComponentType<PageProps>>): RouteOfPage {
  return { path, load, Page: lazy(async () => ({ default: await load() })) };
}

/** A line a page. */
export const routes: readonly RouteOfPage[] = [
  route('/', async () => (await import('../rooms/overview/overview-page.tsx')).OverviewPage),
  route('/traces', async () => (await import('../rooms/traces/traces-page.tsx')).TracesPage),
  route('/traces/:traceId', async () => (await import('../rooms/traces/trace/trace-page.tsx')).TracePage),
];

import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Question } from '../ask/use-ask.tsx';
import { logsQuestions } from '../rooms/logs/questions.ts';
import { metricsQuestions } from '../rooms/metrics/questions.ts';
import { overviewQuestions } from '../rooms/overview/questions.ts';
import { webVitalsQuestions } from '../rooms/rum/questions.ts';
import { serviceQuestions } from '../rooms/service/questions.ts';
import { sessionsQuestions } from '../rooms/sessions/questions.ts';
import { sessionQuestions } from '../rooms/sessions/session/questions.ts';
import { tracesQuestions } from '../rooms/traces/questions.ts';
import { traceQuestions } from '../rooms/traces/trace/questions.ts';
import type { Bounds } from '../url/range.ts';
import type { Address } from '../url/search.ts';

export interface PageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** What a page asks first: the questions go out while its code is still on the way. */
type FirstQuestions = (address: Address, bounds: Bounds, path: string) => readonly Question[];

export interface RouteOfPage {
  readonly path: string;
  readonly load: () => Promise<unknown>;
  readonly questions: FirstQuestions;
  readonly Page: LazyExoticComponent<ComponentType<PageProps>>;
}

function route(
  path: string,
  load: () => Promise<ComponentType<PageProps>>,
  questions: FirstQuestions = () => [],
): RouteOfPage {
  return { path, load, questions, Page: lazy(async () => ({ default: await load() })) };
}

/** A line a page. */
const routes: readonly RouteOfPage[] = [
  route('/', async () => (await import('../rooms/overview/overview-page.tsx')).OverviewPage, overviewQuestions),
  route('/traces', async () => (await import('../rooms/traces/traces-page.tsx')).TracesPage, tracesQuestions),
  route(
    '/traces/:traceId',
    async () => (await import('../rooms/traces/trace/trace-page.tsx')).TracePage,
    traceQuestions,
  ),
  route('/logs', async () => (await import('../rooms/logs/logs-page.tsx')).LogsPage, logsQuestions),
  route('/metrics', async () => (await import('../rooms/metrics/metrics-page.tsx')).MetricsPage, metricsQuestions),
  route(
    '/services/:service',
    async () => (await import('../rooms/service/service-page.tsx')).ServicePage,
    serviceQuestions,
  ),
  route('/sessions', async () => (await import('../rooms/sessions/sessions-page.tsx')).SessionsPage, sessionsQuestions),
  route(
    '/sessions/:sessionId',
    async () => (await import('../rooms/sessions/session/session-page.tsx')).SessionPage,
    sessionQuestions,
  ),
  route('/rum', async () => (await import('../rooms/rum/web-vitals-page.tsx')).WebVitalsPage, webVitalsQuestions),
  route('/start', async () => (await import('../rooms/start/start-page.tsx')).StartPage),
  route('/settings/projects', async () => (await import('../rooms/settings/projects-page.tsx')).ProjectsPage),
  route('/settings/keys', async () => (await import('../rooms/settings/keys-page.tsx')).KeysPage),
  route('/settings/views', async () => (await import('../rooms/settings/views-page.tsx')).ViewsPage),
  route('/settings/data', async () => (await import('../rooms/settings/data-page.tsx')).DataPage),
  route('/settings/refused', async () => (await import('../rooms/settings/refused-page.tsx')).RefusedPage),
];

/** The route of a path, and what the path names in it; `undefined` where there is no page. */
export function matchOf(path: string): (PageProps & { readonly route: RouteOfPage }) | undefined {
  const parts = path.replace(/(.)\/$/, '$1').split('/');
  for (const route of routes) {
    const wanted = route.path.split('/');
    const isMatch =
      wanted.length === parts.length &&
      wanted.every((part, at) => part === parts[at] || (part.startsWith(':') && parts[at] !== ''));
    if (!isMatch) continue;
    const named = wanted.flatMap((part, at) => (part.startsWith(':') ? [[part.slice(1), parts[at]] as const] : []));
    return { route, params: Object.fromEntries(named) };
  }
  return undefined;
}

export const routeOf = (path: string): RouteOfPage | undefined => matchOf(path)?.route;

/** Loads the code of a page ahead of a click; a failure shows when the page is really opened. */
export function preloadPage(path: string): void {
  routeOf(path)
    ?.load()
    .catch(() => undefined);
}

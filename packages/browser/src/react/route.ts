import { useInsertionEffect } from 'react';
import { setRoute } from '../current.ts';

/** What `matchRoutes` of React Router and the state of its routers hold, as far as it is read. The same in version 6, 7 and 8. */
export interface RouteMatch {
  readonly pathname: string;
  readonly route: { readonly path?: string | undefined };
}

/** What `createBrowserRouter` returns, as far as it is used. React Router 6.4 and later. */
export interface DataRouter {
  readonly state: { readonly matches: readonly RouteMatch[] };
  subscribe(listener: (state: { readonly matches: readonly RouteMatch[] }) => void): () => void;
}

/**
 * Names the page view by its route, as `/product/:id`: in place of the guess that is made of the path. For a component that is rendered anew with
 * each navigation, such as the one that shows the routes.
 *
 * @param route a pattern, or what `matchRoutes(routes, useLocation())` of React Router returned; null and undefined leave it at the guess.
 */
export function useRoute(route: string | readonly RouteMatch[] | null | undefined): void {
  const pattern = typeof route === 'string' ? route : patternOf(route);
  // Without dependencies: the next view may have the same route. Before the effects of all components, which may ask for data.
  useInsertionEffect(() => name(pattern));
}

/**
 * Names each page view by the route that a router of React Router shows. Returns the router.
 *
 * @example `const router = watchRouter(createBrowserRouter(routes));`
 */
export function watchRouter<Router extends DataRouter>(router: Router): Router {
  const nameView = ({ matches }: DataRouter['state']): void => name(patternOf(matches));
  nameView(router.state);
  router.subscribe(nameView);
  return router;
}

function name(pattern: string | undefined): void {
  if (pattern !== undefined) setRoute(pattern);
}

/** The whole pattern of nested routes; undefined where none fits the address. */
function patternOf(matches: readonly RouteMatch[] | null | undefined): string | undefined {
  // A router that knows no such address shows its outermost route, with nothing of the path matched.
  if (!matches?.at(-1)?.pathname) return undefined;
  let pattern = '';
  for (const { route } of matches) {
    if (!route.path) continue;
    // `*` at the end leaves the rest of the path to the routes inside.
    pattern = route.path.startsWith('/') ? route.path : `${pattern.replace(/\/?\*?$/, '')}/${route.path}`;
  }
  return pattern || '/';
}

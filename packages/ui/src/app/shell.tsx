import { Suspense, type ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { Loading } from '../parts/states.tsx';
import { routes } from './routes.tsx';

export function Shell(): ReactElement {
  return (
    <main id="main" tabIndex={-1}>
      <Suspense fallback={<Loading height="60vh" what="this page" />}>
        <Switch>
          {routes.map(({ path, Page }) => (
            <Route key={path} path={path} component={Page} />
          ))}
        </Switch>
      </Suspense>
    </main>
  );
}

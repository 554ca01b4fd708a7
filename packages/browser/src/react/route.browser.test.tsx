import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import * as router8 from 'react-router';
import { RouterProvider } from 'react-router/dom';
import * as router6 from 'react-router-6';
import * as router7 from 'react-router-7';
import { RouterProvider as RouterProvider7 } from 'react-router-7/dom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureMessage, errors, start } from '../core.ts';
import type { Running } from '../core.ts';
import { useRoute, watchRouter } from './index.ts';

const SOON = { timeout: 10_000 };
// What is tested is the same in all of them, and so are the types that are used here.
const VERSIONS = [
  {
    version: 6,
    router: router6 as unknown as typeof router8,
    Provider: router6.RouterProvider as unknown as typeof RouterProvider,
  },
  {
    version: 7,
    router: router7 as unknown as typeof router8,
    Provider: RouterProvider7 as unknown as typeof RouterProvider,
  },
  { version: 8, router: router8, Provider: RouterProvider },
];

let running: Running;
let element: HTMLElement;
let root: Root;
const before = location.href;
let seen: unknown[];

beforeEach(() => {
  seen = [];
  history.replaceState(null, '', '/product/1');
  running = start({
    endpoint: '/',
    service: 'shop',
    captures: [errors()],
    beforeSend({ record }) {
      if ('body' in record && record.body === 'probe') seen.push(record.attributes?.['sightglass.page.route']);
      return null;
    },
  });
  element = document.body.appendChild(document.createElement('main'));
  root = createRoot(element);
});

afterEach(async () => {
  root.unmount();
  element.remove();
  await running.stop();
  history.replaceState(null, '', before);
});

/** What a record that is made now says of the route. */
async function routeNow(): Promise<unknown> {
  const count = seen.length;
  captureMessage('probe');
  await expect.poll(() => seen.length, SOON).toBe(count + 1);
  return seen.at(-1);
}

const text = (): string | null => element.textContent;

describe.each(VERSIONS)('React Router $version', ({ router, Provider }) => {
  const { createBrowserRouter, matchRoutes, Outlet, useLocation, useNavigate, useRoutes } = router;
  // By its own name, as there is one of each version.
  const unstable = router as unknown as { BrowserRouter: typeof router8.BrowserRouter };

  function Shown({ what }: { what: string }): ReactNode {
    const { pathname } = useLocation();
    return `${what} at ${pathname}`;
  }
  const routes = [
    { path: '/', element: <Shown what="home" /> },
    {
      path: 'product',
      element: <Outlet />,
      children: [
        { path: ':id', element: <Shown what="product" /> },
        { path: ':id/reviews/*', element: <Shown what="reviews" /> },
      ],
    },
  ];

  it('names views by the pattern of the routes that its router shows', async () => {
    const data = watchRouter(createBrowserRouter(routes));
    root.render(<Provider router={data} />);
    await expect.poll(text, SOON).toBe('product at /product/1');
    expect(await routeNow()).toBe('/product/:id');
    await data.navigate('/product/1/reviews/newest');
    await expect.poll(text, SOON).toBe('reviews at /product/1/reviews/newest');
    expect(await routeNow()).toBe('/product/:id/reviews/*');
    await data.navigate('/');
    await expect.poll(text, SOON).toBe('home at /');
    expect(await routeNow()).toBe('/');
    data.dispose();
  });

  it('names views by what matchRoutes found, and leaves an unknown address at its guess', async () => {
    let go: ReturnType<typeof useNavigate> | undefined;
    function Site(): ReactNode {
      go = useNavigate();
      useRoute(matchRoutes(routes, useLocation()));
      return useRoutes(routes) ?? 'nothing here';
    }
    root.render(
      <unstable.BrowserRouter>
        <Site />
      </unstable.BrowserRouter>,
    );
    await expect.poll(text, SOON).toBe('product at /product/1');
    expect(await routeNow()).toBe('/product/:id');
    await go?.('/no/such');
    await expect.poll(text, SOON).toBe('nothing here');
    await go?.('/product/2/reviews');
    await expect.poll(text, SOON).toBe('reviews at /product/2/reviews');
    expect(await routeNow()).toBe('/product/:id/reviews/*');
  });
});

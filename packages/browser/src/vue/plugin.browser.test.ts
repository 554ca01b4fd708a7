import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, h } from 'vue';
import type { App, Component } from 'vue';
import { createRouter, createWebHistory, RouterView } from 'vue-router';
import { captureMessage, errors, start } from '../core.ts';
import type { Running } from '../core.ts';
import { sightglass } from './index.ts';

const SOON = { timeout: 10_000 };

interface Sent {
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

let running: Running;
let element: HTMLElement;
let app: App;
const before = location.href;
let sent: Sent[];
let onConsole: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  sent = [];
  onConsole = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  history.replaceState(null, '', '/product/1');
  running = start({
    endpoint: '/',
    service: 'shop',
    captures: [errors()],
    beforeSend({ record }) {
      if ('body' in record || 'eventName' in record)
        sent.push({ body: record.body, attributes: { ...record.attributes } });
      return null;
    },
  });
  element = document.body.appendChild(document.createElement('main'));
});

afterEach(async () => {
  app.unmount();
  element.remove();
  await running.stop();
  history.replaceState(null, '', before);
  onConsole.mockRestore();
});

const exceptions = (): unknown[] =>
  sent
    .filter(({ attributes }) => 'exception.message' in attributes)
    .map(({ attributes }) => [
      attributes['exception.message'],
      attributes['sightglass.exception.mechanism'],
      attributes['sightglass.context.vue'],
    ]);

async function routeNow(): Promise<unknown> {
  const probes = (): Sent[] => sent.filter(({ body }) => body === 'probe');
  const count = probes().length;
  captureMessage('probe');
  await expect.poll(() => probes().length, SOON).toBe(count + 1);
  return probes().at(-1)?.attributes['sightglass.page.route'];
}

describe('errors of components', () => {
  const Basket: Component = {
    name: 'Basket',
    setup: () => () =>
      h(
        'button',
        {
          onClick: () => {
            throw new RangeError('no such basket');
          },
        },
        'pay',
      ),
  };
  const expected = [['no such basket', 'vue', { component: 'Basket', info: expect.stringMatching(/./) }]];

  it('are captured with the component, and told on the console as ever', async () => {
    app = createApp(Basket).use(sightglass);
    app.mount(element);
    element.querySelector('button')?.click();
    await expect.poll(exceptions, SOON).toEqual(expected);
    expect(onConsole.mock.calls).toEqual([[expect.any(RangeError)]]);
  });

  it('reach the handler that the program has set before', async () => {
    const handler = vi.fn<(error: unknown) => void>();
    app = createApp(Basket);
    app.config.errorHandler = handler;
    app.use(sightglass);
    app.mount(element);
    element.querySelector('button')?.click();
    await expect.poll(exceptions, SOON).toEqual(expected);
    expect(handler.mock.calls).toEqual([[expect.any(RangeError), expect.anything(), expect.stringMatching(/./)]]);
    expect(onConsole.mock.calls).toEqual([]);
  });
});

describe('vue-router', () => {
  const page = (what: string): Component => ({ render: () => what });

  it('names views by the pattern of the route, and what a lazy page throws is captured', async () => {
    const router = createRouter({
      history: createWebHistory(),
      routes: [
        { path: '/', component: page('home') },
        { path: '/product', component: RouterView, children: [{ path: ':id', component: page('product') }] },
        { path: '/broken', component: () => Promise.reject(new TypeError('not loaded')) },
      ],
    });
    app = createApp(RouterView).use(router).use(sightglass, { router });
    app.mount(element);
    await expect.poll(() => element.textContent, SOON).toBe('product');
    expect(await routeNow()).toBe('/product/:id');
    await router.push('/');
    expect(await routeNow()).toBe('/');
    await expect(router.push('/broken')).rejects.toThrow('not loaded');
    await expect.poll(exceptions, SOON).toEqual([['not loaded', 'vue', undefined]]);
    expect(await routeNow()).toBe('/');
    await router.push('/product/2');
    expect(await routeNow()).toBe('/product/:id');
  });
});

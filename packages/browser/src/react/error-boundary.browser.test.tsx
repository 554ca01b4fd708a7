import type { LogRecord } from '@sightglass/otlp';
import { start } from '@sightglass/errors/browser';
import type { Tracker } from '@sightglass/errors';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Root, RootOptions } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorBoundary, rootOptions } from './index.ts';

const SOON = { timeout: 10_000 };

let records: LogRecord[];
let tracker: Tracker;
let element: HTMLElement;
let root: Root | undefined;
let onConsole: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  records = [];
  onConsole = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  tracker = listen({});
  element = document.body.appendChild(document.createElement('main'));
});

afterEach(async () => {
  root?.unmount();
  element.remove();
  await tracker.stop();
  onConsole.mockRestore();
});

function listen(options: { console?: boolean }): Tracker {
  return start({ emit: (record) => records.push(record), breadcrumbs: false, ...options });
}

function show(node: ReactNode, options?: RootOptions): void {
  root = createRoot(element, options);
  root.render(node);
}

const text = (): string | null => element.textContent;
/** What was sent, as far as it is of interest here. */
const sent = (): unknown[] =>
  records.map(({ severityNumber, attributes = {} }) => [
    severityNumber,
    attributes['exception.message'],
    attributes['sightglass.exception.mechanism'],
    attributes['sightglass.exception.handled'],
  ]);
const componentStack = (): unknown => records[0]?.attributes?.['sightglass.context.react'];

let isBroken = true;
function Basket(): ReactNode {
  if (isBroken) throw new RangeError('no such basket');
  return 'three lamps';
}

describe('an error boundary', () => {
  beforeEach(() => {
    isBroken = true;
  });

  it('shows the fallback with the id of the event, and the children again after a reset', async () => {
    show(
      <ErrorBoundary
        fallback={({ error, eventId, reset }) => (
          <button type="button" onClick={reset}>
            {String(error)} {eventId}
          </button>
        )}
      >
        <Basket />
      </ErrorBoundary>,
      rootOptions,
    );
    await expect.poll(() => sent(), SOON).toEqual([[17, 'no such basket', 'react', true]]);
    await expect
      .poll(text, SOON)
      .toBe(`RangeError: no such basket ${String(records[0]?.attributes?.['log.record.uid'])}`);
    isBroken = false;
    element.querySelector('button')?.click();
    await expect.poll(text, SOON).toBe('three lamps');
  });

  it('says which components stand around the error', async () => {
    const onError = vi.fn<(error: unknown, eventId: string) => void>();
    show(
      <ErrorBoundary fallback="sorry" onError={onError}>
        <Basket />
      </ErrorBoundary>,
      rootOptions,
    );
    await expect.poll(text, SOON).toBe('sorry');
    expect(componentStack()).toEqual({ componentStack: expect.stringMatching(/at Basket/) });
    expect(onError.mock.calls).toEqual([[expect.any(RangeError), records[0]?.attributes?.['log.record.uid']]]);
  });

  it('leaves what happens outside of it, and what renders well, alone', async () => {
    isBroken = false;
    show(
      <ErrorBoundary fallback="sorry">
        <Basket />
      </ErrorBoundary>,
    );
    await expect.poll(text, SOON).toBe('three lamps');
    expect(records).toEqual([]);
  });

  it('sends an error once, whoever else hears of it', async () => {
    await tracker.stop();
    tracker = listen({ console: true });
    show(
      <ErrorBoundary fallback="sorry">
        <Basket />
      </ErrorBoundary>,
    );
    await expect.poll(text, SOON).toBe('sorry');
    // React tells the console first.
    expect(sent()).toEqual([[17, 'no such basket', 'console', true]]);
  });
});

describe('the options of a root', () => {
  beforeEach(() => {
    isBroken = true;
  });

  it('capture what no boundary caught, and the page hears of it as ever', async () => {
    const heard: unknown[] = [];
    const listener = (event: ErrorEvent): void => {
      heard.push(event.error);
      // Else the test would fail by it.
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener('error', listener, { capture: true });
    show(<Basket />, rootOptions);
    await expect.poll(() => heard, SOON).toEqual([expect.any(RangeError)]);
    removeEventListener('error', listener, { capture: true });
    expect(sent()).toEqual([[17, 'no such basket', 'react', false]]);
    expect(componentStack()).toEqual({ componentStack: expect.stringMatching(/at Basket/) });
  });
});

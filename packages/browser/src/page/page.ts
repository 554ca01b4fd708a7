import { attempt, wrap } from '@sightglass/errors/browser/internal';
import { native } from '@sightglass/otlp/browser/internal';
import { createView } from '../assemble/views.ts';
import type { Page } from '../capture.ts';
import type { Kernel } from './kernel.ts';

/** The page as one capture sees it: what it throws is counted under its name. */
export function createPage(kernel: Kernel, name: string): Page {
  const { client, recorder, sessions, faults, now, redact, stops, listeners } = kernel;
  const onFault = (error: unknown): void => {
    kernel.warn(name, error);
    faults.count(name);
  };
  const page: Page = {
    addLog: recorder.addLog,
    addSpan: recorder.addSpan,
    addMetric: (scope, metric) => client.addMetric(scope, metric),
    countDropped: client.countDropped,
    session() {
      const id = sessions.likely();
      return id === undefined ? undefined : recorder.sessionOf(id);
    },
    traceFlags() {
      const session = page.session();
      return session && (session.isSampled ? 1 : 0);
    },
    touch: sessions.touch,
    view: () => kernel.view,
    beginView(_type, start = now()) {
      sessions.touch();
      sessions.count('pages');
      kernel.view = createView(redact, start);
      page.emit('view', kernel.view);
      return kernel.view;
    },
    setRoute(route) {
      kernel.view = { ...kernel.view, route };
    },
    setAttributes(attributes) {
      kernel.attributes = { ...kernel.attributes, ...attributes };
    },
    now,
    timeOf: (performanceTime) => now() - performance.now() + performanceTime,
    redact,
    isOwn: kernel.isOwn,
    after(delayMs, run) {
      const later = page.guarded(run);
      native('setTimeout')(() => kernel.stopping.signal.aborted || later(), delayMs);
    },
    guarded:
      (run) =>
      (...given) =>
        attempt(() => run(...given), onFault),
    listen(target, type, run, options) {
      const { signal } = kernel.stopping;
      addListener(target)(type, page.guarded(run), { capture: true, passive: true, signal, ...options });
    },
    observe(types, run, options) {
      const known = [types]
        .flat()
        .filter((type) => globalThis.PerformanceObserver?.supportedEntryTypes?.includes(type));
      if (known.length === 0) return false;
      const see = page.guarded(run);
      const observer = new PerformanceObserver((list) => see(list.getEntries()));
      for (const type of known) observer.observe({ type, buffered: true, ...options });
      kernel.records.push(() => see(observer.takeRecords()));
      stops.push(() => observer.disconnect());
      return true;
    },
    wrap(owner, method, before) {
      const see = page.guarded(before);
      wrap(page, owner, method, (given, self) => {
        const after = see(given, self);
        return after && page.guarded(after);
      });
    },
    on(event, run) {
      const runs = listeners.get(event) ?? [];
      listeners.set(event, [...runs, page.guarded(run)]);
    },
    emit(event, told) {
      if (event === 'error') sessions.count('errors');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each list holds what listens to the event of its name
      for (const run of (listeners.get(event) ?? []) as ((event: typeof told) => void)[]) run(told);
    },
    onStop: (undo) => void stops.push(page.guarded(undo)),
  };
  return page;
}

/** Without zone.js around it, which would have Angular look for changes each time that something is heard. */
function addListener(target: EventTarget): EventTarget['addEventListener'] {
  const patched: EventTarget & { readonly __zone_symbol__addEventListener?: EventTarget['addEventListener'] } = target;
  const native = patched.__zone_symbol__addEventListener;
  return (...given) => (native === undefined ? target.addEventListener(...given) : native.apply(target, given));
}

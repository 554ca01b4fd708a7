import { attempt } from '@sightglass/errors/browser/internal';
import { native } from '@sightglass/otlp/browser/internal';
import type { Page, PageEvents } from '../capture.ts';

/** What of a page is the same for all captures. */
export type Shared = Omit<Page, 'after' | 'emit' | 'guarded' | 'listen' | 'observe' | 'on' | 'onStop' | 'soon'>;

/** What captures hear of. */
export interface Hearing {
  readonly emit: Page['emit'];
  /** Does what was left for later. */
  readonly settle: () => void;
  /** Takes away all that is listened to. */
  readonly stop: () => void;
  /** The page as one capture sees it. */
  readonly pageFor: (onFault: (error: unknown) => void) => Page;
}

/** Nobody listens yet. */
export function createHearing(shared: Shared): Hearing {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** What is still to be done, one by one: where Firefox stops what a page does as it is left, its next listener does the rest. */
  const later: (() => void)[] = [];
  let isLate = false;
  const doAll = (): void => {
    for (let run; (run = later.shift());) run();
  };
  /** Who sees what the browser was asked for and has not told of yet: to those who ask for the same it tells once. */
  const untold = new Map<string, ((entries: PerformanceEntryList) => void)[]>();
  const listeners: Partial<Record<keyof PageEvents, ((event: never) => void)[]>> = {};
  const emit: Page['emit'] = (name, event) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each list holds what listens to the event of its name
    for (const run of (listeners[name] ?? []) as ((told: typeof event) => void)[]) run(event);
  };

  return {
    emit,
    settle() {
      isLate = true;
      doAll();
    },
    stop() {
      stopping.abort();
      emit('stop', undefined);
    },
    pageFor(onFault) {
      const guarded: Page['guarded'] =
        (run) =>
        (...given) =>
          attempt(() => run(...given), onFault);
      const soon: Page['soon'] = (run) => {
        later.push(guarded(run));
        if (isLate) doAll();
      };
      const on: Page['on'] = (name, run) => {
        listeners[name] = [...(listeners[name] ?? []), guarded(run)];
      };
      return {
        ...shared,
        emit,
        guarded,
        soon,
        after(delayMs, run) {
          const later = guarded(run);
          native('setTimeout')(() => signal.aborted || later(), delayMs);
        },
        listen(target, type, run, options) {
          addListener(target)(type, guarded(run), { capture: true, passive: true, signal, ...options });
        },
        observe(types, run, options) {
          const known = [types]
            .flat()
            .filter((type) => globalThis.PerformanceObserver?.supportedEntryTypes?.includes(type));
          if (known.length === 0) return false;
          const see = guarded(run);
          soon(() => {
            const asked = JSON.stringify([known, options]);
            const all = untold.get(asked) ?? [];
            if (all.push(see) > 1) return;
            untold.set(asked, all);
            const tell = (entries: PerformanceEntryList): void => {
              untold.delete(asked);
              for (const one of all) later.push(() => one(entries));
              doAll();
            };
            const observer = new PerformanceObserver((list) => tell(list.getEntries()));
            for (const type of known) observer.observe({ type, buffered: true, ...options });
            on('take', () => tell(observer.takeRecords()));
            on('stop', () => observer.disconnect());
          });
          return true;
        },
        on,
        onStop: (undo) => on('stop', undo),
      };
    },
  };
}

/** Without zone.js around it, which would have Angular look for changes each time that something is heard. */
function addListener(target: EventTarget): EventTarget['addEventListener'] {
  const patched: EventTarget & { readonly __zone_symbol__addEventListener?: EventTarget['addEventListener'] } = target;
  const native = patched.__zone_symbol__addEventListener;
  return (...given) => (native ? native.apply(target, given) : target.addEventListener(...given));
}

import { ATTR_SIGHTGLASS_CAPTURE, METRIC_SIGHTGLASS_SDK_FAULTS, SCOPE_BROWSER } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { attempt } from '@sightglass/errors/browser/internal';
import { encodeMetric } from '@sightglass/otlp';
import type { Attributes, Consent } from '@sightglass/otlp';
import { createBrowserQueue, createClock, createCounts, inTurn } from '@sightglass/otlp/browser/internal';
import { createRecorder } from './assemble/record.ts';
import { createRedactUrl } from './assemble/redact-url.ts';
import { resourceOf } from './assemble/resource.ts';
import { endOf, startOf } from './assemble/session-events.ts';
import { createSessionStore } from './assemble/session-store.ts';
import { createSessions } from './assemble/session.ts';
import { attributesOfUser } from './assemble/user.ts';
import type { PageUser } from './assemble/user.ts';
import { attributesOfView, createView } from './assemble/views.ts';
import type { Capture, Page, Session, View } from './capture.ts';
import { consentOf } from './consent/consent.ts';
import { runOnce } from './current.ts';
import type { Controls, Running } from './current.ts';
import type { CoreOptions, PageOptions } from './options.ts';
import { loadEntry } from './page/load-entry.ts';
import { createHearing } from './page/page.ts';
import { whenIdle } from './page/when-idle.ts';
import { setRunning } from './tracing/running.ts';
import { BROWSER_VERSION } from './version.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/session`, version: BROWSER_VERSION };
const LOCK = 'sightglass.session';
/** A tab that has the lock for longer may be asleep. */
const TURN_MS = 3000;
const MINUTE_MS = 60_000;
/** With the SDK the page itself starts: its first pauses are short, and better left to its first picture. */
const REST_MS = 100;
const NOTHING: Running = { flush: async () => undefined, stop: async () => undefined };

/**
 * Watches the page or worker with `captures`. Where it is watched already, that goes on and the options have no effect; where there is neither, as
 * on a server that renders pages, nothing happens. Of the options only that is checked without which nothing would arrive; `checkOptions` checks
 * all of them.
 *
 * @throws TypeError without an endpoint or a service. Nothing else is thrown, then or later.
 */
export function start(options: CoreOptions): Running {
  if (!options.endpoint || !options.service) throw new TypeError('start(): give endpoint and service');
  return startWith(options, () => options.captures);
}

/** Starts with options that were checked, and captures that are made where there is something to watch. */
export function startWith(options: PageOptions, captures: () => readonly Capture[]): Running {
  // A page that is rendered on a server: there is nobody to watch.
  if (!('addEventListener' in globalThis)) return NOTHING;
  return runOnce((stopped) => watch(options, captures(), stopped));
}

function watch(options: PageOptions, captures: readonly Capture[], stopped: () => void): Controls {
  // oxlint-disable-next-line no-console -- the console as it was before anybody wrapped it
  const print = console.warn.bind(console, 'Sightglass:');
  const { session: { idleMinutes = 30, maxHours = 4, storage = 'local', id } = {}, endpoint } = options;
  const redact = createRedactUrl(options.redactUrl);
  const now = createClock();
  let consent = consentOf(options.consent ?? 'granted', options);
  let isWarned = false;
  let isStopped = false;
  /** Of the first view, which is made when somebody asks for it. */
  let address: URL | undefined;
  let shown: View | undefined;
  let resource: Attributes | undefined;
  let user: PageUser | null = options.user ?? null;
  let attributes = options.attributes ?? {};
  let endTold = 0;

  const queue = createBrowserQueue({
    ...options,
    get resource() {
      return (resource ??= resourceOf(options));
    },
    consent,
    // Web vitals have reported by then: they listen while events come down.
    onLeave: leave,
    onProblem(problem) {
      if (isWarned || !navigator.onLine) return;
      isWarned = true;
      print(problem);
    },
  });
  const { add, countDropped } = queue;
  const addMetric: Page['addMetric'] = (scope, metric) => add('metrics', scope, encodeMetric(metric));
  const start = now();
  const store = id
    ? createSessionStore('none', { id, start, seen: start, pages: 0, errors: 0 })
    : createSessionStore(storage);
  const sessions = createSessions({
    store,
    idleMs: id ? Infinity : idleMinutes * MINUTE_MS,
    maxMs: id ? Infinity : maxHours * 60 * MINUTE_MS,
    now,
    newId: () => createUuidV7(Date.now()),
    after: (delayMs, run) => page.after(delayMs, run),
    inTurn: (work) => inTurn(LOCK, TURN_MS, work),
    began(state, isNew, ended) {
      const session = sessionOf(state.id);
      if (isNew && ended) addLog(SCOPE, endOf(ended), true, ended.id);
      if (isNew) addLog(SCOPE, startOf(state, session.isSampled), true, state.id);
      release(state.id);
      state.seen = now();
      emit('session', session);
    },
  });
  const { addLog, addRecord, sessionOf, release } = createRecorder(options, queue, now, sessions.current, () =>
    consent === 'denied' || isStopped
      ? undefined
      : { ...attributesOfView(view()), ...attributesOfUser(user), ...attributes },
  );
  const view = (): View =>
    (shown ??= createView(redact, performance.timeOrigin + (loadEntry()?.activationStart ?? 0), address));
  const setRoute = (route: string): void => {
    shown = { ...view(), route };
  };
  const setAttributes = (more: Attributes): void => {
    attributes = { ...attributes, ...more };
  };
  const session = (): Session | undefined => {
    const likely = sessions.likely();
    return likely ? sessionOf(likely) : undefined;
  };
  const { emit, settle, stop, pageFor } = createHearing({
    addLog,
    addRecord,
    addMetric,
    countDropped,
    session,
    touch: sessions.touch,
    view,
    beginView(_type, start = now()) {
      settle();
      sessions.touch();
      sessions.count('pages');
      shown = createView(redact, start);
      emit('view', shown);
      return shown;
    },
    setRoute,
    setAttributes,
    now,
    timeOf: (performanceTime) => now() - performance.now() + performanceTime,
    redact,
    endpoint,
  });
  const faults = createCounts(METRIC_SIGHTGLASS_SDK_FAULTS, '{fault}');
  const tellFaults = (kind?: Attributes): void => {
    const metric = faults.take(kind);
    if (metric) addMetric(SCOPE, metric);
  };
  const pageOf = (name: string): Page =>
    pageFor((error) => {
      if (options.debug) print(name, error);
      const kind = { [ATTR_SIGHTGLASS_CAPTURE]: name };
      // The first of each at once, the others when the page is left.
      if (faults.add(kind, 1)) tellFaults(kind);
    });
  const page = pageOf('session');

  function leave(isOver: boolean): void {
    attempt(() => {
      settle();
      sessions.settle();
      const state = sessions.current();
      // What waited for it still does where all this was stopped once.
      if (state) release(state.id);
      emit('take', undefined);
      emit('leave', undefined);
      if (!isOver) return;
      if (state && state.seen !== endTold) {
        addLog(SCOPE, endOf(state), true, state.id);
        endTold = state.seen;
      }
      tellFaults();
    });
  }
  const agree = (next: Consent): void => {
    consent = next;
    queue.setConsent(next);
    if (next === 'denied') {
      store.write(undefined);
      release(undefined);
    }
    sessions.allow(next === 'granted');
    page.soon(sessions.current);
  };
  const begin = (): void => {
    if (isStopped) return;
    [address, shown] = [new URL(location.href), undefined];
    setRunning(page);
    sessions.count('pages');
    page.on('error', () => sessions.count('errors'));
    page.soon(() => {
      for (const type of ['pointerdown', 'keydown', 'scroll']) page.listen(globalThis, type, sessions.touch);
      page.listen(globalThis, 'visibilitychange', () => document.visibilityState === 'visible' && sessions.touch());
      page.listen(globalThis, 'storage', (event) => sessions.hear(store.heard(event)));
    });
    for (const capture of captures) {
      const own = pageOf(capture.name);
      own.guarded(() => capture.start(own))();
    }
    if (user) emit('user', user);
    agree(consent);
    page.after(REST_MS, () => void whenIdle(page).then(settle));
  };
  // Nobody sees the page yet, and perhaps nobody ever will.
  const { prerendering }: Partial<Document & { readonly prerendering: boolean }> = globalThis.document ?? {};
  if (prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();

  return {
    flush() {
      settle();
      sessions.settle();
      return queue.flush();
    },
    async stop() {
      leave(true);
      isStopped = true;
      setRunning(undefined);
      stop();
      stopped();
      await queue.shutdown();
    },
    sessionId: () => sessions.current()?.id,
    setAttributes,
    setRoute,
    setConsent(said) {
      const next = consentOf(said, options);
      if (next !== consent) agree(next);
    },
    setUser(next) {
      user = next;
      emit('user', next);
    },
  };
}

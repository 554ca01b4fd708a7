import { SCOPE_BROWSER } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { attempt } from '@sightglass/errors/browser/internal';
import type { Consent } from '@sightglass/otlp';
import { createClient } from '@sightglass/otlp/browser';
import { createClock, native } from '@sightglass/otlp/browser/internal';
import { createRecorder } from './assemble/record.ts';
import { createRedactUrl } from './assemble/redact-url.ts';
import { resourceOf } from './assemble/resource.ts';
import { endOf, startOf } from './assemble/session-events.ts';
import { createSessionStore, fixedSession } from './assemble/session-store.ts';
import { createSessions } from './assemble/session.ts';
import { attributesOfUser } from './assemble/user.ts';
import { attributesOfView, createView } from './assemble/views.ts';
import type { Capture } from './capture.ts';
import { consentOf } from './consent/consent.ts';
import { runOnce } from './current.ts';
import type { Controls, Running } from './current.ts';
import { CORE_RULES, checkOptions } from './options.ts';
import type { CoreOptions, PageOptions, Rules } from './options.ts';
import { createFaults } from './page/faults.ts';
import type { Kernel } from './page/kernel.ts';
import { loadEntry } from './page/load-entry.ts';
import { createIsOwn } from './page/own.ts';
import { createPage } from './page/page.ts';
import { setRunning } from './tracing/running.ts';
import { BROWSER_VERSION } from './version.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/session`, version: BROWSER_VERSION };
const LOCK = 'sightglass.session';
/** A tab that has the lock for longer may be asleep. */
const TURN_MS = 3000;
const MINUTE_MS = 60_000;
const NOTHING: Running = { flush: async () => undefined, stop: async () => undefined };

/**
 * Watches the page or worker with `captures`. Where it is watched already, that goes on and the options have no effect; where there is neither, as
 * on a server that renders pages, nothing happens.
 *
 * @throws TypeError for a wrong option, naming option, value and remedy. Nothing else is thrown, then or later.
 */
export function start(options: CoreOptions): Running {
  return startWith(options, CORE_RULES, () => options.captures);
}

/** Starts with options that fit `rules`. */
export function startWith<Options extends PageOptions>(
  options: Options,
  rules: Rules,
  capturesOf: (options: Options) => readonly Capture[],
): Running {
  checkOptions(options, rules);
  // A page that is rendered on a server: there is nobody to watch.
  if (!('addEventListener' in globalThis)) return NOTHING;
  return runOnce((stopped) => watch(options, capturesOf(options), stopped));
}

function watch(options: PageOptions, captures: readonly Capture[], stopped: () => void): Controls {
  // oxlint-disable-next-line no-console -- the console as it was before anybody wrapped it
  const print = console.warn.bind(console, 'Sightglass:');
  const { session: { idleMinutes = 30, maxHours = 4, storage = 'local', id } = {}, debug } = options;
  const stopping = new AbortController();
  let consent = consentOf(options.consent ?? 'granted', options);
  let isWarned = false;
  const client = createClient({
    endpoint: options.endpoint,
    ...(options.key && { key: options.key }),
    isSightglass: options.isSightglass ?? true,
    resource: resourceOf(options),
    consent,
    // Web vitals have reported by then: they listen while events come down.
    onLeave: leave,
    onProblem(problem) {
      if (isWarned || !navigator.onLine) return;
      isWarned = true;
      print(problem);
    },
  });
  const now = createClock();
  const store = id === undefined ? createSessionStore(storage) : fixedSession(id, now());
  const sessions = createSessions({
    store,
    idleMs: idleMinutes * MINUTE_MS,
    maxMs: id === undefined ? maxHours * 60 * MINUTE_MS : Infinity,
    now,
    newId: () => createUuidV7(Date.now()),
    after: (delayMs, run) => void native('setTimeout')(run, delayMs),
    inTurn: async (work) => navigator.locks?.request(LOCK, { signal: AbortSignal.timeout(TURN_MS) }, work) ?? work(),
    began(state, isNew, ended) {
      const session = recorder.sessionOf(state.id);
      if (isNew && ended) recorder.addLog(SCOPE, endOf(ended), true, ended.id);
      if (isNew) recorder.addLog(SCOPE, startOf(state, session.isSampled), true, state.id);
      recorder.release(state.id);
      state.seen = now();
      page.emit('session', session);
    },
  });
  const recorder = createRecorder({
    client,
    options,
    now,
    isDenied: () => consent === 'denied' || stopping.signal.aborted,
    session: sessions.current,
    known: () => ({ ...attributesOfView(kernel.view), ...attributesOfUser(kernel.user), ...kernel.attributes }),
  });
  const redact = createRedactUrl(options.redactUrl);
  const kernel: Kernel = {
    client,
    recorder,
    sessions,
    now,
    redact,
    stopping,
    faults: createFaults(client, SCOPE, now),
    warn: (name, error) => debug && print(name, error),
    isOwn: createIsOwn(options.endpoint),
    stops: [],
    records: [],
    listeners: new Map(),
    view: createView(redact, performance.timeOrigin),
    attributes: options.attributes ?? {},
    user: null,
  };
  const page = createPage(kernel, 'session');
  let endTold = 0;

  const tellEnd = (): void => {
    const state = sessions.current();
    if (!state || state.seen === endTold) return;
    endTold = state.seen;
    recorder.addLog(SCOPE, endOf(state), true, state.id);
  };
  function leave(isOver: boolean): void {
    attempt(() => {
      sessions.settle();
      for (const take of kernel.records) take();
      page.emit('leave', undefined);
      if (!isOver) return;
      tellEnd();
      kernel.faults.tell();
    });
  }
  const agree = (next: Consent): void => {
    consent = next;
    client.setConsent(next);
    if (next === 'denied') {
      store.write(undefined);
      recorder.release(undefined);
    }
    sessions.allow(next === 'granted');
  };
  const controls: Controls = {
    flush() {
      sessions.settle();
      return client.flush();
    },
    async stop() {
      leave(true);
      stopping.abort();
      setRunning(undefined);
      for (const undo of kernel.stops) undo();
      stopped();
      await client.shutdown();
    },
    sessionId: () => sessions.current()?.id,
    setAttributes: (attributes) => page.setAttributes(attributes),
    setRoute: (route) => page.setRoute(route),
    setConsent(said) {
      const next = consentOf(said, options);
      if (next !== consent) agree(next);
    },
    setUser(user) {
      kernel.user = user;
      page.emit('user', user);
    },
  };
  const begin = (): void => {
    if (stopping.signal.aborted) return;
    kernel.view = createView(redact, performance.timeOrigin + (loadEntry()?.activationStart ?? 0));
    setRunning(page);
    sessions.count('pages');
    for (const type of ['pointerdown', 'keydown', 'scroll']) page.listen(globalThis, type, sessions.touch);
    page.listen(globalThis, 'visibilitychange', () => document.visibilityState === 'visible' && sessions.touch());
    page.listen(globalThis, 'storage', (event) => sessions.hear(store.heard(event)));
    for (const capture of captures) {
      const own = createPage(kernel, capture.name);
      own.guarded(() => capture.start(own))();
    }
    if (options.user) controls.setUser(options.user);
    agree(consent);
  };
  // Nobody sees the page yet, and perhaps nobody ever will.
  const { prerendering }: Partial<Document & { readonly prerendering: boolean }> = globalThis.document ?? {};
  if (prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
  return controls;
}

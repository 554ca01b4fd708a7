import type { Attributes, LogRecord, Scope } from '@sightglass/otlp';
import type { Capture, Page, PageEvents, Session, View } from '../src/capture.ts';

/** One event that a capture sent. */
export interface Told extends LogRecord {
  readonly scope: Scope;
  /** View that was shown when it was sent. */
  readonly view: View;
  readonly attributes: Attributes;
}

/** A page that keeps what captures send, and has no session, queue or rule of its own. */
export interface RecordingPage extends Page {
  readonly told: Told[];
  /** Number of records that captures had to leave out. */
  dropped: number;
  session: () => Session | undefined;
  /** Stops, as the SDK does. */
  stop(): void;
  /** Events of a name. */
  named(eventName: string): Told[];
}

/** Starts a capture on a page that keeps what it sends. */
export function record(capture: Capture, change: Partial<RecordingPage> = {}): RecordingPage {
  const page = Object.assign(createRecordingPage(), change);
  capture.start(page);
  return page;
}

function createRecordingPage(): RecordingPage {
  const listeners = new Map<string, ((event: never) => void)[]>();
  const stops: (() => void)[] = [];
  let view = viewOf(performance.timeOrigin);
  const page: RecordingPage = {
    told: [],
    dropped: 0,
    named: (name) => page.told.filter(({ eventName }) => eventName === name),
    stop: () => stops.splice(0).forEach((undo) => undo()),
    addLog: (scope, log) => void page.told.push({ ...log, scope, view, attributes: log.attributes ?? {} }),
    addRecord: () => {},
    addMetric: () => {},
    countDropped: (_signal, _reason, count) => void (page.dropped += count),
    session: () => ({ id: 'session', isSampled: true }),
    touch: () => {},
    view: () => view,
    beginView(_type, start = page.now()) {
      view = viewOf(start);
      page.emit('view', view);
      return view;
    },
    setRoute: (route) => void (view = { ...view, route }),
    setAttributes: () => {},
    now: () => performance.timeOrigin + performance.now(),
    timeOf: (time) => performance.timeOrigin + time,
    redact: (url) => url.replace(/[?#].*/, ''),
    endpoint: 'http://receiver/own',
    soon: (run) => run(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      stops.push(() => clearTimeout(timer));
    },
    guarded: (run) => run,
    listen(target, type, run, options) {
      target.addEventListener(type, run, { capture: true, ...options });
      stops.push(() => target.removeEventListener(type, run, { capture: true, ...options }));
    },
    observe(types, run, options) {
      const observer = new PerformanceObserver((list) => run(list.getEntries()));
      for (const type of [types].flat()) observer.observe({ type, buffered: true, ...options });
      stops.push(() => observer.disconnect());
      return true;
    },
    on: (name, run) => void listeners.set(name, [...(listeners.get(name) ?? []), run]),
    emit: <Name extends keyof PageEvents>(name: Name, event: PageEvents[Name]) =>
      listeners.get(name)?.forEach((run) => run(event as never)),
    onStop: (undo) => void stops.push(undo),
  };
  return page;
}

let views = 0;

function viewOf(start: number): View {
  const { pathname, origin } = location;
  return { id: `view ${views++}`, url: origin + pathname, path: pathname, route: pathname, start };
}

import { animationFrames } from './capture/animation-frames/animation-frames.ts';
import { consoleLines } from './capture/console/console.ts';
import { documentLoad } from './capture/document-load/document-load.ts';
import { errors } from './capture/errors/errors.ts';
import { failedResources } from './capture/failed-resources/failed-resources.ts';
import { interactions } from './capture/interactions/interactions.ts';
import { navigation } from './capture/navigation/navigation.ts';
import { reports } from './capture/reports/reports.ts';
import { requests } from './capture/requests/requests.ts';
import { resources } from './capture/resources/resources.ts';
import { webVitals } from './capture/web-vitals/web-vitals.ts';
import type { Capture } from './capture.ts';
import type { Running } from './current.ts';
import { CORE_RULES, check } from './options.ts';
import type { PageOptions, Rules } from './options.ts';
import { replay } from './replay/replay.ts';
import type { ReplayOptions } from './replay/options.ts';
import { startWith } from './start.ts';
import { propagationRule } from './tracing/propagation.ts';

/** The sources that a page is watched by unless they are disabled. */
export type CaptureName = keyof typeof CAPTURES;

/** What a page says: who it is, where to send, and what to look at. */
export interface StartOptions extends PageOptions {
  /** Sources that are not looked at. @defaultValue none */
  readonly disable?: readonly CaptureName[] | undefined;
  /** Errors that are not sent; see `errors()`. */
  readonly ignore?: NonNullable<Parameters<typeof errors>[0]>['ignore'];
  /** Origins, beside the page's own, to which requests carry `traceparent`; see `requests()`. @defaultValue none */
  readonly propagateTo?: readonly (string | RegExp)[] | undefined;
  /** Requests without a span: beginnings of addresses, or patterns, of origin and path; see `requests()`. @defaultValue none */
  readonly ignoreRequests?: readonly (string | RegExp)[] | undefined;
  /** Answers from this status on are failed requests. @defaultValue 500 */
  readonly failedFrom?: number | undefined;
  /** Whether clicks carry the text of what was clicked. @defaultValue false */
  readonly text?: boolean | undefined;
  /** Sends lines of the console, too; see `consoleLines()`. @defaultValue false */
  readonly console?: boolean | readonly string[] | undefined;
  /** Records what people see, masked; see `replay()`. @defaultValue false */
  readonly replay?: boolean | ReplayOptions | undefined;
  /** Errors that the page has kept before this was loaded, as the snippet does. */
  readonly early?: readonly Event[] | undefined;
}

const CAPTURES = {
  errors: ({ ignore, early }: StartOptions): Capture => errors({ ignore, early }),
  failedResources: ({ early }: StartOptions): Capture => failedResources({ early }),
  console: ({ console: send }: StartOptions): Capture => consoleLines({ send }),
  vitals: (): Capture => webVitals(),
  navigation: (): Capture => navigation(),
  load: (): Capture => documentLoad(),
  resources: (): Capture => resources(),
  frames: (): Capture => animationFrames(),
  reports: (): Capture => reports(),
  requests: ({ propagateTo = [], ignoreRequests: ignore = [], failedFrom = 500 }: StartOptions): Capture =>
    requests({ propagateTo: propagationRule(propagateTo), ignore, failedFrom }),
  interactions: ({ text = false }: StartOptions): Capture => interactions({ text }),
};

const NAMES = Object.keys(CAPTURES);

/** What each option may be. */
export const RULES: Rules = {
  ...CORE_RULES,
  captures: '',
  disable: `list of ${NAMES.join('|')}`,
  ignore: 'list',
  propagateTo: 'list',
  ignoreRequests: 'list',
  failedFrom: 'number',
  text: 'boolean',
  console: 'boolean or list of debug|log|info|warn|error',
  replay: 'boolean or object',
  early: 'list',
};

/**
 * Watches the page: sessions, page views, vitals, errors, requests, clicks, resources; and records it where `replay` asks for that. Where it is
 * watched already, that goes on and the options have no effect; where there is no page, as on a server, nothing happens.
 *
 * @throws TypeError for a wrong option, naming option, value and remedy. Nothing else is thrown, then or later.
 */
export function start(options: StartOptions): Running {
  check(options, RULES);
  return startWith(options, () => capturesOf(options));
}

function capturesOf(options: StartOptions): Capture[] {
  const { disable = [], replay: recording } = options;
  const captures = Object.entries(CAPTURES).map(
    ([name, make]) => !disable.some((not) => not === name) && make(options),
  );
  const recorder = recording && replay(recording === true ? {} : recording);
  return [...captures, recorder].filter((capture) => typeof capture === 'object');
}

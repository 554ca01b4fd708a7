/** Visits of pages: what a browser's SDK sends of them, and what the API must say, worked out in plain TypeScript. */
import type { Answers } from '../../../ui/src/ask/api.d.ts';
import { nano, resource, text } from '../../../../test/kit/population/otlp.ts';
import { createRandom } from './population.ts';

/** A session as the list shows it. */
export type Summary = Answers['sessions']['items'][number];

/** One event of a visit. */
export interface VisitEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly uid: string;
  /** All but the name and the uid. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly body: string;
}

/** What a browser says of itself, and how we say it. */
interface Agent {
  readonly resource: Readonly<Record<string, string>>;
  readonly read: Pick<Summary, 'device' | 'browser' | 'os'>;
}

const AGENTS: readonly Agent[] = [
  {
    resource: {
      'user_agent.original': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    read: { device: 'desktop', browser: 'Firefox 145', os: 'Windows' },
  },
  {
    resource: {
      'user_agent.original':
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
    },
    read: { device: 'mobile', browser: 'Chrome 156', os: 'Android' },
  },
  {
    resource: {
      'user_agent.original':
        'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    },
    read: { device: 'tablet', browser: 'Safari 18', os: 'iPadOS 18.6' },
  },
];

/** One visit of somebody. */
export interface Visit {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly release: string;
  readonly agent: Agent;
  readonly isSampled: boolean;
  readonly events: readonly VisitEvent[];
}

const ROUTES = [
  ['/', '/'],
  ['/product/:id', '/product/7'],
  ['/product/:id', '/product/8'],
  ['', '/cart'],
] as const;

const VITALS: readonly (readonly [name: string, most: number])[] = [
  ['lcp', 6000],
  ['inp', 800],
  ['cls', 0.4],
  ['fcp', 5000],
  ['ttfb', 3000],
];

/** Numbers of a visit: ids, and what happens in it. */
interface Dice {
  below(n: number): number;
  chance(share: number): boolean;
  /** Between 0 and so much, with at most three decimals. */
  upTo(most: number): number;
}

function createDice(seed: number): Dice {
  const random = createRandom(seed);
  return {
    below: (n) => Math.floor(random() * n),
    chance: (share) => random() < share,
    upTo: (most) => Math.round(random() * most * 1000) / 1000,
  };
}

/** An id that begins with its time, or one that says nothing of it. */
function idOf(startMs: number, number: number): string {
  if (number % 3 === 0) return `visit ${number}`;
  const time = startMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Visits that begin between two moments; each lasts up to an hour. */
export function createVisits(seed: number, count: number, fromMs: number, toMs: number): Visit[] {
  const dice = createDice(seed);
  return Array.from({ length: count }, (_, i): Visit => {
    const startMs = fromMs + dice.below(toMs - fromMs);
    const isSampled = !dice.chance(0.1);
    const fields = {
      id: idOf(startMs, i),
      service: ['shop', 'admin', 'blog'][dice.below(3)] ?? '',
      environment: dice.chance(0.7) ? 'production' : 'staging',
      release: `1.${dice.below(3)}`,
      agent: AGENTS[dice.below(AGENTS.length)] ?? AGENTS[0]!,
      isSampled,
    };
    return { ...fields, events: eventsOf(dice, i, startMs, isSampled) };
  });
}

function eventsOf(dice: Dice, number: number, startMs: number, isSampled: boolean): VisitEvent[] {
  const events: VisitEvent[] = [];
  let timeMs = startMs;
  let page = 0;
  let [route = '', path = ''] = ROUTES[dice.below(ROUTES.length)] ?? [];
  const loginAt = dice.chance(0.5) ? dice.below(20) : Infinity;
  const add = (name: string, attributes: VisitEvent['attributes'] = {}, body = ''): void => {
    const at = events.length;
    events.push({
      name,
      timeMs,
      uid: `uid ${number} ${at}`,
      body,
      attributes: {
        'enduser.pseudo.id': `anonymous ${number % 40}`,
        ...(at >= loginAt ? { 'user.id': `user ${number % 25}` } : {}),
        'sightglass.page.id': `page ${number} ${page}`,
        ...(route === '' ? {} : { 'sightglass.page.route': route }),
        'url.path': path,
        'url.full': `https://shop.test${path}?q=REDACTED`,
        ...attributes,
      },
    });
    timeMs += 1 + dice.below(60_000);
  };
  add('session.start', { 'sightglass.session.sampled': isSampled });
  const pages = isSampled ? 1 + dice.below(4) : 0;
  while (page < pages) {
    add('browser.navigation', { 'sightglass.navigation.type': page === 0 ? 'load' : 'spa' });
    addPageEvents(dice, add, number, page);
    page++;
    [route = '', path = ''] = ROUTES[dice.below(ROUTES.length)] ?? [];
  }
  if (dice.chance(0.3)) add('exception', { 'exception.type': 'TypeError', 'exception.message': `no ${number % 7}` });
  add('session.end');
  return events;
}

type Add = (name: string, attributes?: VisitEvent['attributes'], body?: string) => void;

function addPageEvents(dice: Dice, add: Add, number: number, page: number): void {
  for (const [name, most] of VITALS) {
    if (dice.chance(0.3)) continue;
    const id = { 'browser.web_vital.id': `v ${number} ${page} ${name}`, 'browser.web_vital.name': name };
    add('browser.web_vital', { ...id, 'browser.web_vital.value': dice.upTo(most) });
    // Shown again, measured again.
    if (dice.chance(0.2)) add('browser.web_vital', { ...id, 'browser.web_vital.value': dice.upTo(most) });
  }
  for (let i = dice.below(4); i > 0; i--) {
    const kind = ['', '', 'rage', 'dead', 'error'][dice.below(5)] ?? '';
    add('app.widget.click', { 'app.widget.id': '#buy', ...(kind === '' ? {} : { 'sightglass.click.kind': kind }) });
  }
  if (dice.chance(0.2))
    add('sightglass.request.failed', { 'http.request.method': 'GET', 'http.response.status_code': 503 });
  if (dice.chance(0.2)) add('cart.filled', { items: dice.below(5) });
  if (dice.chance(0.2)) add('', {}, 'a plain line');
  for (let i = dice.below(3); i > 0; i--) {
    const file = `a${dice.below(5)}.js`;
    const isFailed = dice.chance(0.2);
    add('browser.resource_timing', {
      'url.full': `https://cdn.test/${file}?v=${dice.below(3)}`,
      'sightglass.resource.kind': 'script',
      'sightglass.resource.duration_ms': dice.upTo(900),
      'sightglass.resource.transfer_size': dice.below(90_000),
      'sightglass.resource.sample_ratio': isFailed ? 1 : ([1, 0.5, 0.1][dice.below(3)] ?? 1),
      'http.response.status_code': isFailed ? 404 : 200,
    });
    if (isFailed && dice.chance(0.5)) {
      add('sightglass.resource.failed', {
        'url.full': `https://cdn.test/${file}`,
        'sightglass.resource.kind': 'script',
      });
    }
  }
}

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A log record of an event. */
function recordOf(visit: Pick<Visit, 'id'>, event: VisitEvent): object {
  const own = { 'session.id': visit.id, ...event.attributes };
  return {
    timeUnixNano: nano(event.timeMs),
    severityNumber: event.name === 'exception' ? 17 : 9,
    eventName: event.name,
    body: { stringValue: event.body },
    attributes: [
      text('log.record.uid', event.uid),
      ...Object.entries(own).map(([key, value]) => ({ key, value: valueOf(value) })),
    ],
  };
}

/** Requests of OTLP/JSON with some events of each visit. */
export function bodyOf(visits: readonly Visit[], keep: (event: VisitEvent, at: number) => boolean): object {
  return {
    resourceLogs: visits.map((visit) => ({
      resource: resource(visit.service, {
        'service.version': visit.release,
        'deployment.environment.name': visit.environment,
        ...visit.agent.resource,
      }),
      scopeLogs: [
        {
          scope: { name: '@sightglass/browser' },
          logRecords: visit.events.filter(keep).map((event) => recordOf(visit, event)),
        },
      ],
    })),
  };
}

const told = (event: VisitEvent, key: string): string => String(event.attributes[key] ?? '');

/** What the list must say of a visit without recordings. */
export function summaryOf(visit: Visit): Summary {
  const events = visit.events.filter(({ name }) => name !== '');
  const [first, last] = [events[0]!, events.at(-1)!];
  const named = (name: string): VisitEvent[] => events.filter((event) => event.name === name);
  const pages = named('browser.navigation');
  const clicks = named('app.widget.click');
  const lastTold = (key: string): string => told(events.findLast((event) => told(event, key) !== '') ?? first, key);
  return {
    sessionId: visit.id,
    startUnixNano: nano(first.timeMs),
    endUnixNano: nano(last.timeMs),
    durationMs: last.timeMs - first.timeMs,
    service: visit.service,
    environment: visit.environment,
    release: visit.release,
    userId: lastTold('user.id'),
    anonymousId: lastTold('enduser.pseudo.id'),
    ...visit.agent.read,
    entryPath: told(pages[0] ?? first, 'url.path'),
    exitPath: told(pages.at(-1) ?? last, 'url.path'),
    pages: pages.length,
    clicks: clicks.length,
    errors: named('exception').length,
    failedRequests: named('sightglass.request.failed').length,
    rageClicks: clicks.filter((event) => told(event, 'sightglass.click.kind') === 'rage').length,
    deadClicks: clicks.filter((event) => told(event, 'sightglass.click.kind') === 'dead').length,
    replays: 0,
    isSampled: visit.isSampled,
  };
}

/** Log lines of a small system, the same in every run, and what a search must find among them, in plain TypeScript. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/store/store.ts';
import { createRandom } from './population.ts';

/** One log record as the tests make it. */
export interface TestLine {
  /** Nanoseconds since the epoch. */
  time: bigint;
  severity: number;
  service: string;
  body: string;
  event: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
  resource: Record<string, string>;
}

const WORDS = [
  'request',
  'failed',
  'Timeout',
  'voucher',
  'out',
  'of',
  'stock',
  'Élan',
  'ÉTÉ',
  'straße',
  '東京',
  '42',
  'user=42',
  '/api/v1/cart',
  'a.b',
  'key_name',
  '50%',
  "it's",
  '"quoted"',
  'back\\slash',
  '(paren)',
  '🙂',
];

const EVENTS = ['', '', '', '', 'order.placed', 'user.signup', 'cache_miss'];

/** Lines over a stretch of time; many share their nanosecond. */
export function createLines(seed: number, count: number, fromMs: number, toMs: number): TestLine[] {
  const random = createRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const times = Array.from(
    { length: Math.ceil(count / 3) },
    () => BigInt(Math.floor(fromMs + random() * (toMs - fromMs))) * 1_000_000n + BigInt(Math.floor(random() * 999_999)),
  );
  return Array.from({ length: count }, (_, n): TestLine => {
    const event = pick(EVENTS);
    const service = pick(['web', 'api', 'worker']);
    const body = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(WORDS)).join(
      pick([' ', ' ', ', ', '\n', '-']),
    );
    return {
      time: pick(times),
      severity: pick([0, 1, 5, 8, 9, 9, 9, 10, 12, 13, 16, 17, 18, 20, 21, 24]),
      service,
      body: event !== '' && random() < 0.5 ? '' : body,
      event,
      traceId: random() < 0.3 ? '' : (1 + (n % 50)).toString(16).padStart(32, '0'),
      spanId: random() < 0.3 ? '' : (1 + (n % 90)).toString(16).padStart(16, '0'),
      attributes: {
        n: String(n),
        ...(random() < 0.6 ? { 'http.route': pick(['/', '/cart', '/product/:id']) } : {}),
        ...(random() < 0.5 ? { 'session.id': `s${n % 9}` } : {}),
        ...(random() < 0.4 ? { took: pick(['', '3', '12.5', '-1', '4kg']) } : {}),
      },
      resource: {
        'service.name': service,
        'service.instance.id': `${service}-${n % 2}`,
        'deployment.environment.name': pick(['production', 'production', 'staging']),
        'service.version': n / count > 0.5 ? '2.0.0' : '1.9.1',
        'host.name': pick(['h1', 'h2']),
      },
    };
  });
}

const COLUMNS = {
  Timestamp: 'Int64',
  TraceId: 'String',
  SpanId: 'String',
  SeverityText: 'String',
  SeverityNumber: 'UInt8',
  ServiceName: 'String',
  Body: 'String',
  ResourceAttributes: 'Map(String, String)',
  ScopeName: 'String',
  ScopeVersion: 'String',
  LogAttributes: 'Map(String, String)',
  EventName: 'String',
};

function rowOf(line: TestLine): Record<keyof typeof COLUMNS, unknown> {
  return {
    Timestamp: String(line.time),
    TraceId: line.traceId,
    SpanId: line.spanId,
    SeverityText: line.severity === 0 ? '' : `S${line.severity}`,
    SeverityNumber: line.severity,
    ServiceName: line.service,
    Body: line.body,
    ResourceAttributes: line.resource,
    ScopeName: 'test',
    ScopeVersion: '1',
    LogAttributes: line.attributes,
    EventName: line.event,
  };
}

/** Writes lines into the table as a Collector would. */
export async function insertLines(store: Store, lines: readonly TestLine[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-lines-'));
  try {
    const file = join(folder, 'lines.jsonl');
    writeFileSync(file, lines.map((line) => `${JSON.stringify(rowOf(line))}\n`).join(''));
    const names = Object.keys(COLUMNS);
    const structure = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);
    const values = names.map((name) => (name === 'Timestamp' ? "fromUnixTimestamp64Nano(Timestamp, 'UTC')" : name));
    await store.command(
      `INSERT INTO ${store.database}.otel_logs (${names.join(', ')}) SELECT ${values.join(', ')} FROM file('${file}', 'JSONEachRow', '${structure.join(', ')}') SETTINGS async_insert = 0`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The name of a severity, by the ranges of OpenTelemetry. */
export function severityName(number: number): string {
  if (number === 0) return 'unset';
  if (number <= 4) return 'trace';
  if (number <= 8) return 'debug';
  if (number <= 12) return 'info';
  if (number <= 16) return 'warn';
  return number <= 20 ? 'error' : 'fatal';
}

const isSign = (character: string): boolean => character.charCodeAt(0) < 128 && !/[0-9a-z]/i.test(character);

function wordsOf(text: string): string[] {
  const words: string[] = [''];
  for (const character of text) {
    if (isSign(character)) words.push('');
    else words.push((words.pop() ?? '') + character.toLowerCase());
  }
  return words.filter((word) => word !== '');
}

/** Whether a text holds another one with no letter or digit right before or after it. */
function holdsPhrase(text: string, phrase: string): boolean {
  const [all, wanted] = [Array.from(text.toLowerCase()), Array.from(phrase.toLowerCase())];
  return all.some((_, at) => {
    if (!wanted.every((character, i) => all[at + i] === character)) return false;
    const [before, after] = [all[at - 1], all[at + wanted.length]];
    const [first = '', last = ''] = [wanted[0], wanted.at(-1)];
    const opens = before === undefined || isSign(before) || isSign(first);
    return opens && (after === undefined || isSign(after) || isSign(last));
  });
}

/** Whether one of the texts of a line says what one term of a search wants. */
export function says(line: TestLine, term: string): boolean {
  return [line.body, line.event].some((text) => {
    if (/\s/.test(term)) return holdsPhrase(text, term);
    if (Array.from(term).some(isSign)) return text.toLowerCase().includes(term.toLowerCase());
    return wordsOf(text).includes(term.toLowerCase());
  });
}

/** The text of `q=` for some terms. */
export function queryOf(terms: readonly { text: string; not: boolean; quoted: boolean }[]): string {
  return terms
    .map(({ text, not, quoted }) => {
      const needsQuotes = quoted || /\s/.test(text) || text.startsWith('-') || text.includes('"');
      return `${not ? '-' : ''}${needsQuotes ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text}`;
    })
    .join(' ');
}

import { ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { placeOf, placeOfLabel, type AttributePlace } from './attributes.ts';
import { parseNumber, type Quantity } from './quantity.ts';
import { anyOf, createBinder, type Binder } from './statement.ts';
import { WhereError, type Condition } from './where.ts';
import type { Scope } from './scope.ts';

/**
 * What a `where=` means in the tables. An absent key matches `!=`, `!~` and `!key?` only; `<` and `>` compare numbers; patterns are RE2 and
 * may match anywhere in the value. Copies of hot attributes in columns of their own are used where they cannot change the result: an
 * empty column may stand for an absent attribute or an empty one, so what could match an empty value asks the map.
 */

/** Where a condition is looked up: among spans, in their table of one row a minute, which knows few keys, or among points of metrics. */
export type Rows = 'spans' | 'minutes' | 'points';

/** What the four kinds of comparison need to know of a key. `undefined`: these rows do not hold it. */
interface Subject {
  /** Whether the key is there. */
  readonly present: () => string | undefined;
  /** Whether it has one of the values. */
  readonly equals: (values: readonly string[]) => string | undefined;
  /** Its text, for patterns. */
  readonly text: (patterns: readonly string[]) => string | undefined;
  /** Its value as a number, NULL where it is none. */
  readonly number: () => string | undefined;
  /** One operand of a comparison of numbers. */
  readonly operand: (text: string) => number | undefined;
}

const KINDS = new Map(
  ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map((kind) => [kind.toLowerCase(), kind]),
);
const STATUSES = new Map(['Unset', 'Ok', 'Error'].map((status) => [status.toLowerCase(), status]));

/**
 * Fails where a condition means nothing: numbers compared with words, kinds that do not exist.
 *
 * @throws {@link WhereError}
 */
export function checkCondition(condition: Condition, rows: Rows = 'spans'): void {
  conditionSql(createBinder(), condition, rows);
}

/**
 * The filters of a scope as SQL conditions.
 *
 * @returns `undefined` when these rows do not hold every key that is asked for.
 */
export function filtersSql(bind: Binder, scope: Scope, rows: Rows): string[] | undefined {
  const conditions = scope.where.map((condition) => conditionSql(bind, condition, rows));
  if (!conditions.every((condition) => condition !== undefined)) return undefined;
  const named = [
    anyOf(bind, 'ServiceName', scope.services),
    anyOf(bind, 'Environment', scope.environments),
    anyOf(bind, rows === 'points' ? releaseOfPoint(bind) : 'Release', scope.releases),
  ];
  return [...named.filter((condition) => condition !== undefined), ...conditions];
}

/** The tables of metrics have no column for it. */
function releaseOfPoint(bind: Binder): string {
  return `ResourceAttributes[${bind('String', ATTR_SERVICE_VERSION)}]`;
}

/** One condition as SQL; `undefined` when these rows do not hold its key. */
export function conditionSql(bind: Binder, condition: Condition, rows: Rows): string | undefined {
  const subject = subjectOf(bind, condition.key, rows);
  if (condition.op === 'exists') return subject.present();
  if (condition.op === 'absent') return not(subject.present());
  const { key, op, values } = condition;
  switch (op) {
    case '=':
      return subject.equals(values);
    case '!=':
      return not(subject.equals(values));
    case '=~':
      return matches(bind, subject, values);
    case '!~':
      return not(matches(bind, subject, values));
    default:
      return compares(bind, subject, key, op, values);
  }
}

function not(sql: string | undefined): string | undefined {
  return sql === undefined ? undefined : `NOT (${sql})`;
}

function matches(bind: Binder, subject: Subject, patterns: readonly string[]): string | undefined {
  const text = subject.text(patterns);
  const present = patterns.some(matchesEmpty) ? subject.present() : '1';
  if (text === undefined || present === undefined) return undefined;
  const any = patterns.map((pattern) => `match(${text}, ${bind('String', pattern)})`).join(' OR ');
  return `${present} AND (${any})`;
}

function compares(
  bind: Binder,
  subject: Subject,
  key: string,
  op: Condition['op'],
  values: readonly string[],
): string | undefined {
  const numbers = values.map((value) => {
    const number = subject.operand(value);
    if (number !== undefined) return number;
    const example = key === 'duration' ? 'duration>500ms' : `${key}${op}500`;
    throw new WhereError(
      `${key}${op}${value} does not compare numbers`,
      `Write a number after ${op}, as in ${example}.`,
    );
  });
  const column = subject.number();
  if (column === undefined) return undefined;
  return numbers.map((number) => `ifNull(${column} ${op} ${bind('Float64', number)}, 0)`).join(' OR ');
}

/** Whether a pattern could match an empty text; patterns that only RE2 reads count as if they could. */
function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test('');
  } catch {
    return true;
  }
}

function subjectOf(bind: Binder, key: string, rows: Rows): Subject {
  // Points have no fields of their own to ask for but the scope: `status` or `kind` is a label like any other.
  if (rows === 'points') {
    return key === 'scope' ? textColumn(bind, key, 'ScopeName') : attribute(bind, placeOfLabel(key), rows);
  }
  switch (key) {
    case 'name':
      return textColumn(bind, key, 'SpanName');
    case 'kind':
      return wordColumn(bind, key, 'SpanKind', KINDS);
    case 'status':
      return wordColumn(bind, key, 'StatusCode', STATUSES);
    case 'duration':
      return durationColumn(bind, rows);
    case 'traceId':
      return onlySpans(rows, textColumn(bind, key, 'TraceId'));
    case 'spanId':
      return onlySpans(rows, textColumn(bind, key, 'SpanId'));
    case 'scope':
      return onlySpans(rows, textColumn(bind, key, 'ScopeName'));
    case 'event':
      return onlySpans(rows, eventNames(bind));
    case 'severity':
    case 'body':
      throw new WhereError(
        `${key} belongs to logs`,
        'Ask for it in the logs; spans have name, kind, status and duration.',
      );
    default:
      return attribute(bind, placeOf(key), rows);
  }
}

/** A column that every span fills. */
function textColumn(bind: Binder, key: string, column: string): Subject {
  return {
    present: () => '1',
    equals: (values) => anyOf(bind, column, values),
    text: () => column,
    number: () => column,
    operand: () => {
      throw new WhereError(`${key} is text`, `Compare it with = != =~ or !~.`);
    },
  };
}

/** A column with a few known words. */
function wordColumn(bind: Binder, key: string, column: string, words: ReadonlyMap<string, string>): Subject {
  const stored = (value: string): string => {
    const word = words.get(value.toLowerCase());
    if (word !== undefined) return word;
    throw new WhereError(
      `there is no ${key} ${JSON.stringify(value)}`,
      `Write one of ${[...words.keys()].join(', ')}.`,
    );
  };
  return {
    ...textColumn(bind, key, column),
    equals: (values) => anyOf(bind, column, values.map(stored)),
    text: () => `lower(${column})`,
  };
}

function durationColumn(bind: Binder, rows: Rows): Subject {
  const nanoseconds = (text: string): number | undefined => {
    const quantity = parseNumber(text);
    return quantity?.kind === 'time' ? Math.round(quantity.value * 1e9) : undefined;
  };
  return onlySpans(rows, {
    present: () => '1',
    equals: (values) =>
      values
        .map((value) => {
          const wanted = nanoseconds(value);
          if (wanted !== undefined) return `Duration = ${bind('Float64', wanted)}`;
          throw new WhereError(
            `${value} is not a duration`,
            'Write a number with ns, us, ms, s, m or h: duration>500ms.',
          );
        })
        .join(' OR '),
    text: () => {
      throw new WhereError('duration is a number', 'Compare it with < <= > >= = or !=: duration>500ms.');
    },
    number: () => 'Duration',
    operand: nanoseconds,
  });
}

/** Names of the events in a span: it has a value when one event has it. */
function eventNames(bind: Binder): Subject {
  return {
    present: () => 'notEmpty(Events.Name)',
    equals: (values) => values.map((value) => `has(Events.Name, ${bind('String', value)})`).join(' OR '),
    // One text of all names: a pattern meets any of them.
    text: () => "arrayStringConcat(Events.Name, '\\n')",
    number: () => '0',
    operand: () => {
      throw new WhereError('event is text', 'Compare it with = != =~ or !~.');
    },
  };
}

function onlySpans(rows: Rows, subject: Subject): Subject {
  if (rows !== 'minutes') return subject;
  const nothing = (): undefined => undefined;
  return { present: nothing, equals: nothing, text: nothing, number: nothing, operand: subject.operand };
}

function attribute(bind: Binder, place: AttributePlace, rows: Rows): Subject {
  const fromMap = mapEntry(bind, place);
  const slow = onlySpans(rows, fromMap);
  const { column } = place;
  if (column === undefined || (rows === 'minutes' && place.inMinutes !== true)) return slow;
  const isHot = (values: readonly string[]): boolean =>
    place.isNumber === true ? values.every(isStatusNumber) : values.every((value) => value !== '');
  const listed = (values: readonly string[]): string | undefined =>
    place.isNumber === true
      ? `${column} IN (${values.map((value) => bind('UInt32', Number(value))).join(', ')})`
      : anyOf(bind, column, values);
  return {
    present: slow.present,
    equals: (values) => (isHot(values) ? listed(values) : slow.equals(values)),
    text: (patterns) => (place.isNumber === true || patterns.some(matchesEmpty) ? slow.text(patterns) : column),
    number: () => (place.isNumber === true ? `nullIf(${column}, 0)` : `toFloat64OrNull(${column})`),
    operand: slow.operand,
  };
}

/** Whether `toUInt16OrZero` keeps this text apart from every other. */
function isStatusNumber(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

function mapEntry(bind: Binder, { map, key }: AttributePlace): Subject {
  const name = bind('String', key);
  const present = `mapContains(${map}, ${name})`;
  const text = `${map}[${name}]`;
  return {
    present: () => present,
    equals: (values) => {
      const listed = anyOf(bind, text, values);
      return values.includes('') ? `${present} AND ${listed}` : listed;
    },
    text: () => text,
    number: () => `toFloat64OrNull(${text})`,
    operand: (value) => scaled(key, parseNumber(value)),
  };
}

/** A number in the unit that the attribute is kept in: seconds, or milliseconds where its name ends so; bytes. */
function scaled(key: string, quantity: Quantity | undefined): number | undefined {
  if (quantity?.kind !== 'time') return quantity?.value;
  return /[._]ms$/.test(key) ? quantity.value * 1000 : quantity.value;
}

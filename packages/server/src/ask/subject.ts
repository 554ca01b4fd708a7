import type { AttributePlace } from './attributes.ts';
import { parseNumber, type Quantity } from './quantity.ts';
import { anyOf, type Binder } from './statement.ts';
import { WhereError, type Operator } from './where.ts';

/**
 * Where a condition is looked up: among spans, in their roll-ups, which know few keys (`minutes`: those of operations, `services`: fewer),
 * among log records, or among points of metrics.
 */
export type Rows = 'spans' | 'minutes' | 'services' | 'logs' | 'points';

/** What the four kinds of comparison need to know of a key. `undefined`: these rows do not hold it. */
export interface Subject {
  /** Whether the key is there. */
  readonly present: () => string | undefined;
  /** Whether it has one of the values. */
  readonly equals: (values: readonly string[]) => string | undefined;
  /** Its text, for patterns. */
  readonly text: (patterns: readonly string[]) => string | undefined;
  /** Its value as a number, NULL where it is none. */
  readonly number: () => string | undefined;
  /** One operand of a comparison of numbers. */
  readonly operand: (text: string, op: Operator) => number | undefined;
}

/** A column that every row fills. */
export function textColumn(bind: Binder, key: string, column: string): Subject {
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

/** A column of text that is empty where there is none. */
export function optionalColumn(bind: Binder, key: string, column: string): Subject {
  return { ...textColumn(bind, key, column), present: () => `notEmpty(${column})` };
}

/** A column with a few known words. */
export function wordColumn(bind: Binder, key: string, column: string, words: ReadonlyMap<string, string>): Subject {
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

/** Both roll-ups. */
export const ROLL_UPS: readonly Rows[] = ['minutes', 'services'];

/** What some rows do not hold. */
export function absentFrom(these: readonly Rows[], rows: Rows, subject: Subject): Subject {
  if (!these.includes(rows)) return subject;
  const nothing = (): undefined => undefined;
  return { present: nothing, equals: nothing, text: nothing, number: nothing, operand: subject.operand };
}

/** An attribute, from its column where that cannot change the result. */
export function attribute(bind: Binder, place: AttributePlace, rows: Rows): Subject {
  const fromMap = mapEntry(bind, place);
  const slow = absentFrom(ROLL_UPS, rows, fromMap);
  const { column } = place;
  if (column === undefined || !hasColumn(place, rows)) return slow;
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

/** Whether these rows have the copy of an attribute in a column, where it has one. */
function hasColumn(place: AttributePlace, rows: Rows): boolean {
  if (rows === 'minutes') return place.inMinutes === true;
  return rows !== 'services' || place.inServices === true;
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

/** Whether a pattern could match an empty text; patterns that only RE2 reads count as if they could. */
export function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test('');
  } catch {
    return true;
  }
}

/**
 * Values as ClickHouse literals, for `{name:Type}` placeholders.
 *
 * We write them ourselves because bound parameters of the embedded engine are serialised process-wide (one query at a time).
 * The rule that keeps this safe: no character of a value is copied outside a quoted string, and inside one only characters that
 * cannot end it are copied; numbers are checked against their grammar first.
 * https://clickhouse.com/docs/sql-reference/syntax#literals
 */
import { messageOf } from '../errors.ts';
import type { QueryParams } from './store.ts';

const PLACEHOLDER = /\{([A-Za-z_]\w*):([A-Za-z0-9_(), ']+)\}/g;

/**
 * Replaces each `{name:Type}` by the value of that name as a literal of that type.
 *
 * Types: `String`, `Bool`, `(U)Int8…256`, `Float32`, `Float64`, `Date…`, `DateTime…`, `Array(T)`, `Map(K, V)`, `Nullable(T)`, `LowCardinality(T)`, `Identifier`.
 *
 * @throws {@link TypeError} for a missing value or one that is not of the type.
 */
export function fillParams(sql: string, params: QueryParams = {}): string {
  return sql.replace(PLACEHOLDER, (_, name: string, type: string) => {
    if (!Object.hasOwn(params, name)) throw new TypeError(`query parameter ${name} has no value`);
    try {
      return literal(params[name], type.trim());
    } catch (error) {
      throw new TypeError(`query parameter ${name}: ${messageOf(error)}`, { cause: error });
    }
  });
}

/** A quoted string literal of any text. */
export function quoted(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what must not reach the SQL text as they are
  const escaped = text.replace(/[\\'\u0000-\u001F\u007F]/g, (character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `'${escaped}'`;
}

/** A quoted identifier: a database, a table or a column (`Events.Name` is the name of one column). */
export function identifier(name: string): string {
  if (!/^[A-Za-z_][\w.]*$/.test(name)) throw new TypeError(`not an identifier: ${JSON.stringify(name)}`);
  return `\`${name}\``;
}

/** The literal of one value. */
function literal(value: unknown, type: string): string {
  const wrapper = /^(Array|Map|Nullable|LowCardinality)\((.*)\)$/.exec(type);
  if (wrapper) return wrapped(value, wrapper[1] ?? '', wrapper[2] ?? '', type);
  if (type === 'String') return quoted(textOf(value));
  if (type === 'Identifier') return identifier(textOf(value));
  if (type === 'Bool') {
    if (typeof value !== 'boolean') throw new TypeError(`expected true or false, got ${typeof value}`);
    return String(value);
  }
  if (/^U?Int(8|16|32|64|128|256)$/.test(type)) return `CAST(${quoted(integerOf(value))}, '${type}')`;
  if (/^Float(32|64)$/.test(type)) return `CAST(${quoted(floatOf(value))}, '${type}')`;
  if (/^Date(32|Time|Time64\(\d\)|Time\('UTC'\)|Time64\(\d, 'UTC'\))?$/.test(type)) {
    return `CAST(${quoted(textOf(value))}, ${quoted(type)})`;
  }
  throw new TypeError(`type ${type} is not known here`);
}

function wrapped(value: unknown, wrapper: string, inner: string, type: string): string {
  if (wrapper === 'LowCardinality') return literal(value, inner);
  if (wrapper === 'Nullable') return value === null ? 'NULL' : literal(value, inner);
  if (wrapper === 'Array') {
    if (!Array.isArray(value)) throw new TypeError(`expected an array, got ${typeof value}`);
    return `CAST([${value.map((item) => literal(item, inner)).join(', ')}], ${quoted(type)})`;
  }
  const comma = inner.indexOf(',');
  if (typeof value !== 'object' || value === null) throw new TypeError(`expected an object, got ${typeof value}`);
  const entries = Object.entries(value).flatMap(([key, item]) => [
    literal(key, inner.slice(0, comma).trim()),
    literal(item, inner.slice(comma + 1).trim()),
  ]);
  return `CAST(map(${entries.join(', ')}), ${quoted(type)})`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text, got ${typeof value}`);
}

function integerOf(value: unknown): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return value.toString();
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
  throw new TypeError(`expected an integer, got ${String(value)}`);
}

function floatOf(value: unknown): string {
  if (typeof value !== 'number') throw new TypeError(`expected a number, got ${typeof value}`);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

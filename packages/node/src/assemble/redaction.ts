import { ATTR_DB_QUERY_TEXT, ATTR_DB_SYSTEM_NAME, ATTR_URL_FULL, ATTR_URL_QUERY } from '@sightglass/api/semconv';
import { maskedSql } from './masked-sql.ts';

/** Put in the place of what is left out, as OpenTelemetry's conventions for `url.full` write it. */
const REDACTED = 'REDACTED';

/**
 * A query string with every value masked and the names kept: `?q=shoes&page=2` becomes `?q=REDACTED&page=REDACTED`.
 * Works on text, not on parsed pairs, so that a query which no parser accepts comes out masked too.
 *
 * @param kept names whose values may be read
 */
export function redactQuery(query: string, kept?: ReadonlySet<string>): string {
  if (kept === undefined || kept.size === 0) return query.replaceAll(/=[^&;#]*/g, `=${REDACTED}`);
  return query.replaceAll(/([^?&;=#]*)=[^&;#]*/g, (pair: string, name: string) =>
    kept.has(name) ? pair : `${name}=${REDACTED}`,
  );
}

/**
 * An address without credentials, with every query value masked and without the part after `#`.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.full`)
 */
export function redactUrl(url: string, kept?: ReadonlySet<string>): string {
  const hash = url.indexOf('#');
  const address = hash === -1 ? url : url.slice(0, hash);
  const question = address.indexOf('?');
  const path = question === -1 ? address : address.slice(0, question);
  const query = question === -1 ? '' : redactQuery(address.slice(question), kept);
  // Most name nobody: looking for the sign is cheaper than the pattern.
  const named = path.includes('@')
    ? path.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/]*@/i, `$1${REDACTED}:${REDACTED}@`)
    : path;
  return named + query;
}

interface RedactionOptions {
  /** Query parameters whose values may be read. */
  readonly keptQueryNames?: ReadonlySet<string>;
  /** Whether the text of queries is masked too. @defaultValue true */
  readonly masksQueries?: boolean;
}

/** Masks addresses and query texts among the attributes of a span, in place. */
export function redactAttributes(
  attributes: Record<string, unknown>,
  { keptQueryNames: kept, masksQueries = true }: RedactionOptions = {},
): void {
  const sql = attributes[ATTR_DB_QUERY_TEXT];
  if (masksQueries && typeof sql === 'string') {
    const dialect = attributes[ATTR_DB_SYSTEM_NAME] === 'mysql' ? 'mysql' : 'standard';
    attributes[ATTR_DB_QUERY_TEXT] = maskedSql(sql, dialect);
  }
  const full = attributes[ATTR_URL_FULL];
  if (typeof full === 'string') attributes[ATTR_URL_FULL] = redactUrl(full, kept);
  const query = attributes[ATTR_URL_QUERY];
  if (typeof query !== 'string') return;
  // Conventions want no leading `?`; undici's capture writes one, and an empty text where there is no query at all.
  const bare = query.startsWith('?') ? query.slice(1) : query;
  if (bare === '') delete attributes[ATTR_URL_QUERY];
  else attributes[ATTR_URL_QUERY] = redactQuery(bare, kept);
}

/** The same by key, for spans that are written without being read again. A query without values is left as it is. */
export function redactionsOf(kept: ReadonlySet<string>): ReadonlyMap<string, (text: string) => string> {
  return new Map([
    [ATTR_DB_QUERY_TEXT, (text) => maskedSql(text, 'standard')],
    [ATTR_URL_FULL, (text) => redactUrl(text, kept)],
    [ATTR_URL_QUERY, (text) => redactQuery(text.startsWith('?') ? text.slice(1) : text, kept)],
  ]);
}

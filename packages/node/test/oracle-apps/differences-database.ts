import type { Difference } from './differences.ts';
import { withAttributes, withoutSpans } from './level.ts';
import type { PlainSpan } from './span-tree.ts';

const isDatabase = ({ attributes }: PlainSpan): boolean => attributes['db.system.name'] !== undefined;
const isSql = ({ attributes }: PlainSpan): boolean =>
  attributes['db.query.text'] !== undefined && attributes['db.system.name'] !== 'redis';

/** Every literal of the statements that the programs of `apps/` send. */
const masked = (sql: string): string => sql.replaceAll(/'[^']*'/g, '?').replaceAll(/(?<![\w$])\d+(?:\.\d+)?/g, '?');

export const DATABASE_DIFFERENCES: readonly Difference[] = [
  {
    id: 'sql-names',
    library: 'pg, mysql2',
    stock: '`pg.query:SELECT shop`, `pg.query:<name of the prepared statement>`; `SELECT`',
    ours: '`SELECT orders`, also in `db.query.summary`',
    why: 'So the stable conventions name a call: the summary of its query.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isSql(span) ? { ...span, name: '(a query)' } : span)),
        (span) => (isSql(span) ? { 'db.query.summary': undefined } : undefined),
      ),
  },
  {
    id: 'sql-masked',
    library: 'pg, mysql2',
    stock: 'literals as they are in the text of a query; mysql2 fills the values of parameters in, too',
    ours: '`?` for every literal, and comments left out',
    why: 'Private by default, and one text a statement.',
    level: (spans) =>
      withAttributes(spans, (span) => {
        const text = span.attributes['db.query.text'];
        return isSql(span) && typeof text === 'string' ? { 'db.query.text': masked(text) } : undefined;
      }),
  },
  {
    id: 'database-errors',
    library: 'pg, mysql2, ioredis, redis',
    stock: 'an event `exception`, nothing of the code',
    ours: '`error.type` and `db.response.status_code`; no event',
    why: 'The conventions ask for both; an exception is told where it is handled, and its message may hold values.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isDatabase(span) ? { ...span, events: [] } : span)),
        (span) => (isDatabase(span) ? { 'error.type': undefined, 'db.response.status_code': undefined } : undefined),
      ),
  },
  {
    id: 'database-error-texts',
    library: 'pg, mysql2',
    stock: 'messages as they are: `invalid input syntax for type integer: "secret"`',
    ours: 'what is quoted is masked where the message may quote values: errors of data, of constraints and of syntax',
    why: 'Private by default.',
    level: (spans) =>
      spans.map((span) => (isSql(span) ? { ...span, status: span.status.replaceAll(/"[^"]*"|'[^']*'/g, '?') } : span)),
  },
  {
    id: 'pg-connections',
    library: 'pg',
    stock: 'a span `pg-pool.connect` for every query through a pool, `pg.connect` for every connection',
    ours: '`connect shop` for every connection, none for being handed one that is open',
    why: 'It would be a span more for each query, of which nearly none waits; the waits are `db.client.connection.wait_time`.',
    level: (spans, side) =>
      withAttributes(
        withoutSpans(spans, ({ name }) => side === 'stock' && name === 'pg-pool.connect').map((span) => ({
          ...span,
          name: span.name.replace(/^pg\.connect$/, 'connect postgres'),
        })),
        ({ name }) => (name === 'connect postgres' ? { 'db.operation.name': undefined } : undefined),
      ),
  },
  {
    id: 'pg-plan',
    library: 'pg',
    stock: '`db.postgresql.plan`: the name of the prepared statement',
    ours: 'nothing',
    why: 'It is in no convention, and what a program makes up can be anything.',
    level: (spans) => withAttributes(spans, () => ({ 'db.postgresql.plan': undefined })),
  },
];

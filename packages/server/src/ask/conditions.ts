import { ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import type { Scope } from './scope.ts';
import { anyOf, createBinder, type Binder } from './statement.ts';
import { matchesEmpty, type Rows, type Subject } from './subject.ts';
import { subjectOf } from './subjects.ts';
import { WhereError, type Condition, type Operator } from './where.ts';

export type { Rows } from './subject.ts';

/**
 * What a `where=` means in the tables. An absent key matches `!=`, `!~` and `!key?` only; `<` and `>` compare numbers; patterns are RE2 and
 * may match anywhere in the value. Copies of hot attributes in columns of their own are used where they cannot change the result: an
 * empty column may stand for an absent attribute or an empty one, so what could match an empty value asks the map.
 */

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
  const { key, op, values } = condition;
  const subject = subjectOf(bind, key, rows);
  switch (op) {
    case 'exists':
      return subject.present();
    case 'absent':
      return not(subject.present());
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
  op: Operator,
  values: readonly string[],
): string | undefined {
  const numbers = values.map((value) => {
    const number = subject.operand(value, op);
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

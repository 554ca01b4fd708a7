import { placeOfRecord } from '../attributes.ts';
import type { Binder } from '../statement.ts';
import { attribute, optionalColumn, textColumn, type Subject } from '../subject.ts';
import { WhereError, type Operator } from '../where.ts';
import { rangeOfSeverity, SEVERITIES, SEVERITY_NAME } from './severity.ts';

/**
 * What a key means in a log record.
 *
 * @throws {@link WhereError} for what only spans have.
 */
export function subjectOfRecord(bind: Binder, key: string): Subject {
  switch (key) {
    case 'severity':
      return severity(bind);
    case 'body':
      return optionalColumn(bind, key, 'Body');
    case 'event':
      return optionalColumn(bind, key, 'EventName');
    case 'scope':
      return optionalColumn(bind, key, 'ScopeName');
    case 'traceId':
      return optionalColumn(bind, key, 'TraceId');
    case 'spanId':
      return optionalColumn(bind, key, 'SpanId');
    case 'name':
    case 'kind':
    case 'status':
    case 'duration':
      throw new WhereError(
        `${key} belongs to spans`,
        'Ask for it in the traces; log lines have severity, body, event, scope, traceId and spanId.',
      );
    default:
      return attribute(bind, placeOfRecord(key), 'logs');
  }
}

/** Names stand for their numbers: `error` for 17 to 20. An unspecified severity is like an absent attribute. */
function severity(bind: Binder): Subject {
  const range = (text: string): readonly [number, number] => {
    const found = rangeOfSeverity(text);
    if (found !== undefined) return found;
    throw new WhereError(
      `there is no severity ${JSON.stringify(text)}`,
      `Write one of ${SEVERITIES.join(', ')}, or a number from 1 to 24.`,
    );
  };
  return {
    ...textColumn(bind, 'severity', SEVERITY_NAME),
    present: () => 'SeverityNumber > 0',
    equals: (values) =>
      values
        .map((value) => range(value).map((number) => bind('UInt32', number)))
        .map(([least, most]) => `SeverityNumber BETWEEN ${least} AND ${most}`)
        .join(' OR '),
    number: () => 'nullIf(SeverityNumber, 0)',
    operand: (text, op: Operator) => range(text)[op === '>' || op === '<=' ? 1 : 0],
  };
}

import { placeOf, placeOfLabel } from './attributes.ts';
import { subjectOfRecord } from './logs/subjects.ts';
import { parseNumber } from './quantity.ts';
import type { Binder } from './statement.ts';
import { absentFrom, attribute, ROLL_UPS, textColumn, wordColumn, type Rows, type Subject } from './subject.ts';
import { WhereError } from './where.ts';

const KINDS = new Map(
  ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map((kind) => [kind.toLowerCase(), kind]),
);
const STATUSES = new Map(['Unset', 'Ok', 'Error'].map((status) => [status.toLowerCase(), status]));

/**
 * What a key means among the rows.
 *
 * @throws {@link WhereError} for a built-in key of other rows.
 */
export function subjectOf(bind: Binder, key: string, rows: Rows): Subject {
  if (rows === 'logs') return subjectOfRecord(bind, key);
  // Points have no fields of their own to ask for but the scope: `status` or `kind` is a label like any other.
  if (rows === 'points') {
    return key === 'scope' ? textColumn(bind, key, 'ScopeName') : attribute(bind, placeOfLabel(key), rows);
  }
  return subjectOfSpan(bind, key, rows);
}

function subjectOfSpan(bind: Binder, key: string, rows: Rows): Subject {
  switch (key) {
    case 'name':
      return absentFrom(['services'], rows, textColumn(bind, key, 'SpanName'));
    case 'kind':
      return absentFrom(['services'], rows, wordColumn(bind, key, 'SpanKind', KINDS));
    case 'status':
      return absentFrom(['services'], rows, wordColumn(bind, key, 'StatusCode', STATUSES));
    case 'duration':
      return durationColumn(bind, rows);
    case 'traceId':
      return absentFrom(ROLL_UPS, rows, textColumn(bind, key, 'TraceId'));
    case 'spanId':
      return absentFrom(ROLL_UPS, rows, textColumn(bind, key, 'SpanId'));
    case 'scope':
      return absentFrom(ROLL_UPS, rows, textColumn(bind, key, 'ScopeName'));
    case 'event':
      return absentFrom(ROLL_UPS, rows, eventNames(bind));
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

function durationColumn(bind: Binder, rows: Rows): Subject {
  const nanoseconds = (text: string): number | undefined => {
    const quantity = parseNumber(text);
    return quantity?.kind === 'time' ? Math.round(quantity.value * 1e9) : undefined;
  };
  return absentFrom(ROLL_UPS, rows, {
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

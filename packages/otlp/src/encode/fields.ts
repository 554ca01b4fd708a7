import { instantToNanos } from './instant.ts';
import { toAnyValue, toKeyValues } from './value.ts';

/** What OTLP calls the fields that have a name of their own in our records. */
const NAMES: Readonly<Record<string, string>> = {
  time: 'timeUnixNano',
  start: 'startTimeUnixNano',
  end: 'endTimeUnixNano',
  traceFlags: 'flags',
  droppedAttributes: 'droppedAttributesCount',
  droppedEvents: 'droppedEventsCount',
  droppedLinks: 'droppedLinksCount',
  points: 'dataPoints',
  value: 'asDouble',
  bounds: 'explicitBounds',
};

/** A record, or a part of one, with OTLP's names, each field written as its name asks for. */
export function toFields(of: object): object {
  const fields: Record<string, unknown> = {};
  // Not entries: to take each apart costs a page more than to look it up.
  for (const key of Object.keys(of)) {
    const name = NAMES[key] ?? key;
    fields[name] = toField(name, Reflect.get(of, key));
  }
  return fields;
}

function toField(name: string, value: unknown): unknown {
  if (name === 'attributes') return toKeyValues(value);
  if (name === 'body') return toAnyValue(value);
  if (name.endsWith('Nano')) return instantToNanos(value);
  if (name.endsWith('Id')) return isId(value, name) ? value : undefined;
  if (Array.isArray(value)) return value.map((item) => toField('', item));
  return typeof value === 'object' && value ? toFields(value) : value;
}

/** Whether there are ids: a receiver would refuse the whole body for one that is none, with what others put into it. */
export function hasIds(of: { readonly traceId: unknown; readonly spanId: unknown }): boolean {
  return isId(of.traceId, 'traceId') && isId(of.spanId, 'spanId');
}

function isId(id: unknown, name: string): id is string {
  // Another digit behind it, as spaces there would be left out.
  return typeof id === 'string' && id.length === (name === 'traceId' ? 32 : 16) && Number(`0x${id}0`) > 0;
}

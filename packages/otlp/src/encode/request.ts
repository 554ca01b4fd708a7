import type { Attributes, Scope, Signal } from '../records.ts';
import { encode, toKeyValues } from './value.ts';

/** The body of one OTLP request: records of one resource, already JSON, by scope. */
export function wrap(
  signal: Signal,
  resource: Attributes,
  groups: Iterable<readonly [scope: Scope, records: readonly string[]]>,
): string {
  const [group, list] =
    signal === 'traces' ? ['Spans', 'spans'] : signal === 'logs' ? ['Logs', 'logRecords'] : ['Metrics', 'metrics'];
  const resourceJson = encode((room) => ({ attributes: toKeyValues(resource, room), droppedAttributesCount: 0 }));
  const scopes = Array.from(
    groups,
    ([scope, records]) => `{"scope":${scopeJson(scope)},"${list}":[${records.join()}]}`,
  );
  return `{"resource${group}":[{"resource":${resourceJson},"scope${group}":[${scopes.join()}]}]}`;
}

function scopeJson({ name, version, attributes }: Scope): string {
  return encode((room) => {
    const list = toKeyValues(attributes, room);
    return { name, version, ...(list.length > 0 && { attributes: list, droppedAttributesCount: 0 }) };
  });
}

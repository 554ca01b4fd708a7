import type { Attributes, Scope, Signal } from '../records.ts';
import { write } from './json.ts';
import { startWalk, toKeyValues } from './value.ts';

/** The body of one OTLP request: records of one resource, already JSON, by scope. */
export function wrap(
  signal: Signal,
  resource: Attributes,
  groups: Iterable<readonly [scope: Scope, records: readonly string[]]>,
): string {
  const [group, list] =
    signal === 'traces' ? ['Spans', 'spans'] : signal === 'logs' ? ['Logs', 'logRecords'] : ['Metrics', 'metrics'];
  const scopes = Array.from(
    groups,
    ([scope, records]) => `{"scope":${scopeJson(scope)},"${list}":[${records.join()}]}`,
  );
  const resourceJson = write({ attributes: toKeyValues(resource, startWalk()), droppedAttributesCount: 0 });
  return `{"resource${group}":[{"resource":${resourceJson},"scope${group}":[${scopes.join()}]}]}`;
}

function scopeJson({ name, version, attributes }: Scope): string {
  const list = toKeyValues(attributes, startWalk());
  return write({ name, version, ...(list.length > 0 && { attributes: list, droppedAttributesCount: 0 }) });
}

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
  const scopes = Array.from(
    groups,
    ([{ name, version, attributes }, records]) =>
      `{"scope":${encode((room) => ({ name, version, attributes: toKeyValues(attributes, room) }))},"${list}":[${records.join()}]}`,
  );
  const resourceJson = encode((room) => ({ attributes: toKeyValues(resource, room) }));
  return `{"resource${group}":[{"resource":${resourceJson},"scope${group}":[${scopes.join()}]}]}`;
}

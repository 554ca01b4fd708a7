import type { Attributes, Scope, Signal } from '../records.ts';
import { toFields } from './fields.ts';
import { encode } from './value.ts';

/** The body of one OTLP request: records of one resource, already JSON, by scope. */
export function wrap(
  signal: Signal,
  resource: Attributes,
  groups: Iterable<readonly [scope: Scope, records: readonly string[]]>,
): string {
  const [group, list] =
    signal === 'traces' ? ['Spans', 'spans'] : signal === 'logs' ? ['Logs', 'logRecords'] : ['Metrics', 'metrics'];
  const json = (of: object): string => encode(() => toFields(of));
  const scopes = Array.from(groups, ([scope, records]) => `{"scope":${json(scope)},"${list}":[${records.join()}]}`);
  return `{"resource${group}":[{"resource":${json({ attributes: resource })},"scope${group}":[${scopes.join()}]}]}`;
}

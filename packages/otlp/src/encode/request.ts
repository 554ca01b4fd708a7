import type { Attributes, Scope, Signal } from '../records.ts';
import { toFields } from './fields.ts';
import { encode } from './value.ts';

/** What stands in request after request, as JSON. */
const known = new WeakMap<object, string>();

/** The body of one OTLP request: records of one resource, already JSON, by scope. */
export function wrap(
  signal: Signal,
  resource: Attributes,
  groups: Iterable<readonly [scope: Scope, records: readonly string[]]>,
): string {
  const group = signal === 'traces' ? 'Spans' : signal === 'logs' ? 'Logs' : 'Metrics';
  const list = signal === 'logs' ? 'logRecords' : group.toLowerCase();
  const scopes = Array.from(groups, ([scope, records]) => `{"scope":${jsonOf(scope)},"${list}":[${records.join()}]}`);
  return `{"resource${group}":[{"resource":${jsonOf(resource, { attributes: resource })},"scope${group}":[${scopes.join()}]}]}`;
}

function jsonOf(key: object, of = key): string {
  let json = known.get(key);
  if (json === undefined) known.set(key, (json = encode(() => toFields(of))));
  return json;
}

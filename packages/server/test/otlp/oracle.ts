/** What the server must make of a message, written for reading and not for speed: the other side of every comparison. */
import type { AnyValue, KeyValue } from './messages.ts';

/** A value as a string. */
export function valueText(value: AnyValue | undefined): string {
  if (value === undefined) return '';
  if ('stringValue' in value) return value.stringValue;
  if ('bytesValue' in value) return Buffer.from(value.bytesValue).toString('base64');
  if ('doubleValue' in value && !Number.isFinite(value.doubleValue)) return String(value.doubleValue);
  const isEmpty = Object.keys(value).length === 0;
  return isEmpty ? '' : json(value);
}

function json(value: AnyValue | undefined): string {
  if (value === undefined) return 'null';
  if ('stringValue' in value) return JSON.stringify(value.stringValue);
  if ('boolValue' in value) return value.boolValue ? 'true' : 'false';
  if ('intValue' in value) return value.intValue.toString();
  if ('doubleValue' in value) return number(value.doubleValue);
  if ('bytesValue' in value) return JSON.stringify(Buffer.from(value.bytesValue).toString('base64'));
  if ('arrayValue' in value) return `[${value.arrayValue.values.map(json).join(',')}]`;
  if ('kvlistValue' in value) {
    const last = new Map(value.kvlistValue.values.map((entry) => [entry.key, json(entry.value)]));
    return `{${byBytes([...last.keys()])
      .map((key) => `${JSON.stringify(key)}:${last.get(key)}`)
      .join(',')}}`;
  }
  return 'null';
}

function number(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Attributes as a map: sorted by bytes, the last of equal keys. */
export function attributeMap(attributes: readonly KeyValue[]): Record<string, string> {
  const last = new Map(attributes.map(({ key, value }) => [key, valueText(value)]));
  return Object.fromEntries(byBytes([...last.keys()]).map((key) => [key, last.get(key) ?? '']));
}

/** Columns of a resource and a scope; the project is that of the key, whatever a sender claims. */
export function frameRow(
  resource: { attributes: KeyValue[] } | undefined,
  scope: { name: string; version: string; attributes: KeyValue[] } | undefined,
  resourceSchemaUrl: string,
  scopeSchemaUrl: string,
  project = '',
): Record<string, unknown> {
  const all = resource?.attributes ?? [];
  const unclaimed = all.filter(({ key }) => key !== 'sightglass.project');
  const stamp = project === '' ? [] : [{ key: 'sightglass.project', value: { stringValue: project } }];
  const services = all.filter(({ key }) => key === 'service.name');
  return {
    ServiceName: valueText(services.at(-1)?.value),
    ResourceAttributes: attributeMap([...unclaimed, ...stamp]),
    ResourceSchemaUrl: resourceSchemaUrl,
    ScopeName: scope?.name ?? '',
    ScopeVersion: scope?.version ?? '',
    ScopeAttributes: attributeMap(scope?.attributes ?? []),
    ScopeSchemaUrl: scopeSchemaUrl,
  };
}

/** An identifier as text; none is ''. */
export function idText(id: Uint8Array | undefined): string {
  return id === undefined || id.every((byte) => byte === 0) ? '' : Buffer.from(id).toString('hex');
}

/** An instant as the engine prints it. */
export function timeText(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000_000n) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${(nanos % 1_000_000_000n).toString().padStart(9, '0')}`;
}

/** A double as the engine's JSON has it. */
export function doubleJson(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function byBytes(keys: string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

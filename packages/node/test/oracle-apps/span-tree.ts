import type { WireSpan } from '../oracle.ts';

/** A span without what must differ from run to run: ids are only used to find parents and links. */
export interface PlainSpan {
  readonly id: string;
  readonly traceId: string;
  /** Of this process, of another (`remote …`), or none. */
  readonly parentId: string;
  readonly scope: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly { readonly spanId: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS = ['UNSET', 'OK', 'ERROR'];
/** Say where in memory or on which port it happened this time. */
const CHANGING = /^(?:server|client|network\.peer|network\.local)\.port$|^thread\.id$/;
const PORT = /((?:127\.0\.0\.1|localhost|\[::1\])):\d+/g;

export function plain(spans: readonly WireSpan[]): PlainSpan[] {
  return spans.map((span) => ({
    id: span.spanId,
    traceId: span.traceId,
    parentId: span.parentSpanId,
    scope: span.scope.name,
    name: withoutPort(span.name),
    kind: KINDS[span.kind] ?? String(span.kind),
    attributes: attributesOf(span.attributes),
    status: [STATUS[span.status.code], span.status.message].filter(Boolean).join(' '),
    events: span.events.map(({ name, attributes }) => ({ name, attributes: attributesOf(attributes as Pair[]) })),
    links: span.links.map(({ spanId, attributes }) => ({ spanId, attributes: attributesOf(attributes as Pair[]) })),
  }));
}

/** The requests of a program that tests drive, by the name of the work they asked for. */
export function servedBy(spans: readonly PlainSpan[], name: string): PlainSpan[] {
  return spans.filter(({ attributes }) => String(attributes['url.path']).startsWith(`/${name}/`));
}

/** The spans right below one. */
export function childrenOf(spans: readonly PlainSpan[], { id }: PlainSpan): PlainSpan[] {
  return spans.filter(({ parentId }) => parentId === id);
}

/**
 * One text a root, with everything below it, in an order that does not depend on time: equal texts mean equal traces.
 */
export function render(spans: readonly PlainSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const children = new Map<string, PlainSpan[]>();
  for (const span of spans) {
    const parent = byId.has(span.parentId) ? span.parentId : '';
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const pathOf = (id: string): string => {
    const span = byId.get(id);
    return span === undefined
      ? `remote ${id}`
      : `${byId.has(span.parentId) ? `${pathOf(span.parentId)} > ` : ''}${span.name}`;
  };
  const text = (span: PlainSpan, indent: string): string => {
    const remote = span.parentId !== '' && !byId.has(span.parentId) ? ` parent=${span.parentId}` : '';
    const lines = [
      `${indent}${span.kind} ${JSON.stringify(span.name)} ${span.status}${remote}`,
      ...lineEach(span.attributes, `${indent}  `),
      ...span.events.flatMap((event) => [
        `${indent}  event ${event.name}`,
        ...lineEach(event.attributes, `${indent}    `),
      ]),
      ...span.links
        .map((link) => `${indent}  link to ${pathOf(link.spanId)} ${JSON.stringify(link.attributes)}`)
        .sort(),
      ...(children.get(span.id) ?? []).map((child) => text(child, `${indent}  | `)).sort(),
    ];
    return lines.join('\n');
  };
  return (children.get('') ?? []).map((root) => text(root, '')).sort();
}

function lineEach(attributes: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.keys(attributes)
    .sort()
    .map((key) => `${indent}${key} = ${JSON.stringify(attributes[key])}`);
}

interface Pair {
  readonly key: string;
  readonly value: unknown;
}

function attributesOf(pairs: readonly Pair[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(({ key, value }) => {
      if (key === 'exception.stacktrace') return [key, '(a stack)'];
      const read = valueOf(value);
      return [key, CHANGING.test(key) && typeof read === 'number' ? '(a port or id)' : read];
    }),
  );
}

/* eslint-disable typescript/no-explicit-any -- an AnyValue as protobufjs gives it */
function valueOf(any: any): unknown {
  if (any === null || any === undefined) return null;
  if (any.stringValue !== undefined) return withoutPort(any.stringValue as string);
  if (any.intValue !== undefined) return Number(any.intValue);
  if (any.doubleValue !== undefined) return any.doubleValue;
  if (any.boolValue !== undefined) return any.boolValue;
  if (any.bytesValue !== undefined) return { bytes: any.bytesValue };
  if (any.arrayValue !== undefined) return (any.arrayValue.values ?? []).map(valueOf);
  if (any.kvlistValue !== undefined) return attributesOf(any.kvlistValue.values ?? []);
  return null;
}
/* eslint-enable typescript/no-explicit-any */

function withoutPort(text: string): string {
  return text.replaceAll(PORT, '$1:(a port)');
}

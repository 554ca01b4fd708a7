import type { PlainSpan } from './span-tree.ts';

/** Changes the attributes of the spans for which `change` gives some; undefined takes an attribute away. */
export function withAttributes(
  spans: readonly PlainSpan[],
  change: (span: PlainSpan) => Record<string, unknown> | undefined,
): PlainSpan[] {
  return spans.map((span) => {
    const changes = change(span);
    if (changes === undefined) return span;
    const entries = Object.entries({ ...span.attributes, ...changes }).filter(([, value]) => value !== undefined);
    return { ...span, attributes: Object.fromEntries(entries) };
  });
}

/** Takes spans out; what was below one comes to stand below its parent. */
export function withoutSpans(spans: readonly PlainSpan[], isOut: (span: PlainSpan) => boolean): PlainSpan[] {
  const out = new Map(spans.filter(isOut).map((span) => [span.id, span.parentId]));
  const standing = (id: string): string => {
    const above = out.get(id);
    return above === undefined ? id : standing(above);
  };
  return spans.filter(({ id }) => !out.has(id)).map((span) => ({ ...span, parentId: standing(span.parentId) }));
}

/** Brings names that differ to one text. */
export function renamed(spans: readonly PlainSpan[], name: RegExp, to: string): PlainSpan[] {
  return spans.map((span) => ({ ...span, name: span.name.replace(name, to) }));
}

/** Brings routes that differ to one text, in attributes and names. */
export function levelRoute(spans: readonly PlainSpan[], route: RegExp, to: string): PlainSpan[] {
  return spans.map((span) => {
    const own = span.attributes['http.route'];
    if (typeof own !== 'string' || !route.test(own)) return span;
    return { ...span, name: span.name.replace(own, to), attributes: { ...span.attributes, 'http.route': to } };
  });
}

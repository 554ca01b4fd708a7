/** Methods that the conventions know: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and RFC 10008 (QUERY). */
const KNOWN: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** The method as `http.request.method` has it. */
export function knownMethod(method: string): string {
  if (KNOWN.has(method)) return method;
  const upper = method.toUpperCase();
  return KNOWN.has(upper) ? upper : '_OTHER';
}

/** The method's part of the name of a span. */
export function nameOfMethod(known: string): string {
  return known === '_OTHER' ? 'HTTP' : known;
}

import type { Spans } from './columns.ts';

/** What a span without a service is called. */
export const NO_SERVICE = '(no service)';

/** The name of a span as shown; some senders give none. */
export function nameOf(spans: Spans, span: number): string {
  return spans.names[spans.name[span]!] || '(no name)';
}

/** The service of a span as shown. */
export function serviceOf(spans: Spans, span: number): string {
  return spans.services[spans.service[span]!] || NO_SERVICE;
}

/** The error message of a span, `''` for none. */
export function messageOf(spans: Spans, span: number): string {
  return spans.messages[spans.message[span]!] ?? '';
}

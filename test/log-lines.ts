/** Log lines with known answers, as the OTLP/JSON bodies of a client. */
import { id, nano, resource, text } from './kit/population/otlp.ts';

/** OpenTelemetry's log data model: the first number of each range. */
const NUMBERS = { debug: 5, info: 9, warn: 13, error: 17 } as const;
type Severity = keyof typeof NUMBERS;

/** How many lines of which severity each service writes, spread evenly over 20 minutes. */
export const WRITTEN: Readonly<Record<string, Readonly<Partial<Record<Severity, number>>>>> = {
  checkout: { info: 300, warn: 40, error: 60 },
  storefront: { info: 1200 },
  worker: { debug: 200 },
};

export const TOTAL = 1800;
export const ERRORS = 60;

/** A trace of one span, during which three lines are written: one error and two warnings. */
export const TRACE_ID: string = id(16, 'a trace with lines');
export const SPAN_ID: string = id(8, 'a span with lines');

const resourceOf = (service: string): object => resource(service, { 'service.instance.id': `${service}-1` });

/** One line as a client sends it. */
export function record(severity: Severity, timeMs: number, body: string, more: object = {}): object {
  return {
    timeUnixNano: nano(timeMs),
    observedTimeUnixNano: nano(timeMs),
    severityNumber: NUMBERS[severity],
    severityText: severity.toUpperCase(),
    body: { stringValue: body },
    ...more,
  };
}

export function bodyOf(service: string, records: readonly object[]): object {
  return {
    resourceLogs: [
      { resource: resourceOf(service), scopeLogs: [{ scope: { name: 'lines', version: '1' }, logRecords: records }] },
    ],
  };
}

const ESC = '\u001b';
const WORDS: Record<Severity, (i: number) => string> = {
  debug: (i) => `touch session ${i}, ttl 1800 s`,
  info: (i) => `request ${i} completed`,
  warn: (i) => `${ESC}[33mslow${ESC}[0m query ${i} took ${ESC}[1m908 ms${ESC}[0m`,
  error: (i) =>
    `voucher ${i} failed: Cannot read properties of undefined (reading 'percent')\n    at applyVoucher (voucher.ts:7)`,
};

/** The lines of each service, the last at most a second before `endMs`; the newest three of the checkout belong to the trace. */
export function logBodies(endMs: number): object[] {
  return Object.entries(WRITTEN).map(([service, written]) => {
    const records = Object.entries(written).flatMap(([severity, count]) => {
      const of = severity as Severity;
      return Array.from({ length: count }, (_, i) => {
        const isTraced = of !== 'info' && service === 'checkout' && i >= count - (of === 'warn' ? 2 : 1);
        return record(of, endMs - 20 * 60_000 + ((i + 1) * 20 * 60_000) / count - 500, WORDS[of](i), {
          attributes: [text('http.route', i % 3 === 0 ? '/api/checkout' : '/api/cart'), text('user.id', `u_${i % 7}`)],
          ...(isTraced && { traceId: TRACE_ID, spanId: SPAN_ID, flags: 1 }),
        });
      });
    });
    return bodyOf(service, records);
  });
}

/** The trace during which lines were written. */
export function traceBody(endMs: number): object {
  const span = {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    name: 'POST /api/checkout',
    kind: 2,
    startTimeUnixNano: nano(endMs - 62_000),
    endTimeUnixNano: nano(endMs),
  };
  return {
    resourceSpans: [{ resource: resourceOf('checkout'), scopeSpans: [{ scope: { name: 'lines' }, spans: [span] }] }],
  };
}

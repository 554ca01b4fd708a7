import { context, logs, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_RECORD_UID,
  ATTR_SIGHTGLASS_CONTEXT,
  ATTR_SIGHTGLASS_EXCEPTION_CAUSES,
  EVENT_EXCEPTION,
  EVENT_SIGHTGLASS_MESSAGE,
  SCOPE_ERRORS,
} from '@sightglass/api/semconv';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { captureException, captureMessage, setContext, start } from './index.ts';
import type { Tracker } from './index.ts';

let exporter: InMemoryLogRecordExporter;
let provider: LoggerProvider;
let tracker: Tracker;

beforeEach(() => {
  exporter = new InMemoryLogRecordExporter();
  provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  logs.setGlobalLoggerProvider(provider);
  tracker = start({ logger: logs.getLogger(SCOPE_ERRORS) });
});

afterEach(async () => {
  await tracker.stop();
  await provider.shutdown();
  logs.disable();
});

it('events reach the logger provider of the program, as the SDK wants them', async () => {
  vi.spyOn(Date, 'now').mockReturnValueOnce(1_700_000_000_123);
  setContext('cart', { items: [1, { deep: true }] });
  const id = captureException(new TypeError('gone', { cause: new Error('why') }));
  captureMessage('low stock', 'error');
  await provider.forceFlush();
  const [exception, message] = exporter.getFinishedLogRecords();
  expect(exception).toMatchObject({
    eventName: EVENT_EXCEPTION,
    severityNumber: 13,
    instrumentationScope: { name: SCOPE_ERRORS },
  });
  expect(exception?.attributes).toMatchObject({
    [ATTR_LOG_RECORD_UID]: id,
    [ATTR_EXCEPTION_TYPE]: 'TypeError',
    [ATTR_SIGHTGLASS_EXCEPTION_CAUSES]: [{ type: 'Error', message: 'why' }],
    [ATTR_SIGHTGLASS_CONTEXT('cart')]: { items: [1, { deep: true }] },
  });
  expect(exception?.hrTime).toEqual([1_700_000_000, 123_000_000]);
  expect(message).toMatchObject({ eventName: EVENT_SIGHTGLASS_MESSAGE, severityNumber: 17, body: 'low stock' });
});

it('a provider that is registered later takes over', async () => {
  logs.disable();
  await tracker.stop();
  tracker = start({ logger: logs.getLogger(SCOPE_ERRORS) });
  captureException(new Error('nobody listens yet'));
  logs.setGlobalLoggerProvider(provider);
  captureException(new Error('heard'));
  await provider.forceFlush();
  expect(exporter.getFinishedLogRecords().map(({ attributes }) => attributes['exception.message'])).toEqual(['heard']);
});

it('the SDK adds the span that is active', async () => {
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const active = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  context.setGlobalContextManager({
    active: () => active,
    with: (_, run, self, ...given) => run.call(self, ...given),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  captureException(new Error('in a span'));
  context.disable();
  await provider.forceFlush();
  expect(exporter.getFinishedLogRecords()[0]?.spanContext).toMatchObject(spanContext);
});

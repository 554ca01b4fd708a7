/** Requests of OTLP out of records, as protobuf and as JSON. */
import { Message } from './protobuf.mjs';
import { RESOURCES } from './telemetry.mjs';

const SCOPE = { name: '@opentelemetry/instrumentation-http', version: '0.223.0' };
const METRIC = { name: 'http.server.requests', description: 'Requests answered', unit: '{request}' };
const CUMULATIVE = 2;
const ERROR = 2;
const SAMPLED = 257;

const value = new Message();
const pair = new Message();
const record = new Message();

function attributesInto(message, field, attributes) {
  for (const [key, content] of Object.entries(attributes)) {
    value.clear();
    if (typeof content === 'string') value.text(1, content);
    else if (typeof content === 'boolean') value.varint(2, Number(content));
    else value.varint(3, content);
    pair.clear().text(1, key);
    pair.bytesOf(2, value.bytes);
    message.bytesOf(field, pair.bytes);
  }
}

function spanInto(scope, span) {
  record.clear().bytesOf(1, span.traceId);
  record.bytesOf(2, span.spanId);
  if (span.parentSpanId) record.bytesOf(4, span.parentSpanId);
  record.text(5, span.name);
  record.varint(6, span.kind);
  record.fixed64(7, span.start);
  record.fixed64(8, span.start + span.durationNs);
  attributesInto(record, 9, span.attributes);
  if (span.failed) {
    value.clear().varint(3, ERROR);
    record.bytesOf(15, value.bytes);
  }
  record.fixed32(16, SAMPLED);
  scope.bytesOf(2, record.bytes);
}

function logInto(scope, line) {
  record.clear().fixed64(1, line.at);
  record.varint(2, line.number);
  record.text(3, line.severity);
  value.clear().text(1, line.body);
  record.bytesOf(5, value.bytes);
  attributesInto(record, 6, line.attributes);
  if (line.traceId) {
    record.bytesOf(9, line.traceId);
    record.bytesOf(10, line.spanId);
  }
  record.fixed64(11, line.at);
  scope.bytesOf(2, record.bytes);
}

function pointInto(sum, point) {
  record.clear().fixed64(2, point.start);
  record.fixed64(3, point.at);
  record.double(4, point.value);
  attributesInto(record, 7, point.attributes);
  sum.bytesOf(1, record.bytes);
}

function metricOf(records) {
  const sum = new Message();
  for (const point of records) pointInto(sum, point);
  sum.varint(2, CUMULATIVE);
  sum.varint(3, 1);
  const metric = new Message();
  metric.text(1, METRIC.name);
  metric.text(2, METRIC.description);
  metric.text(3, METRIC.unit);
  metric.bytesOf(7, sum.bytes);
  return metric;
}

/** One request with the records of one resource. */
export function protobufRequest(signal, resource, records) {
  const scope = new Message();
  const about = new Message();
  about.text(1, SCOPE.name);
  about.text(2, SCOPE.version);
  scope.bytesOf(1, about.bytes);
  if (signal === 'metrics') scope.bytesOf(2, metricOf(records).bytes);
  else {
    const into = signal === 'traces' ? spanInto : logInto;
    for (const one of records) into(scope, one);
  }
  const whole = new Message();
  about.clear();
  attributesInto(about, 1, RESOURCES[resource]);
  whole.bytesOf(1, about.bytes);
  whole.bytesOf(2, scope.bytes);
  const request = new Message();
  request.bytesOf(1, whole.bytes);
  return request.bytes;
}

function jsonAttributes(attributes) {
  return Object.entries(attributes).map(([key, content]) => {
    if (typeof content === 'string') return { key, value: { stringValue: content } };
    return { key, value: typeof content === 'boolean' ? { boolValue: content } : { intValue: String(content) } };
  });
}

function jsonSpan(span) {
  return {
    traceId: span.traceId.toString('hex'),
    spanId: span.spanId.toString('hex'),
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId.toString('hex') } : {}),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: String(span.start),
    endTimeUnixNano: String(span.start + span.durationNs),
    attributes: jsonAttributes(span.attributes),
    status: span.failed ? { code: ERROR } : {},
    flags: SAMPLED,
  };
}

function jsonLog(line) {
  return {
    timeUnixNano: String(line.at),
    observedTimeUnixNano: String(line.at),
    severityNumber: line.number,
    severityText: line.severity,
    body: { stringValue: line.body },
    attributes: jsonAttributes(line.attributes),
    ...(line.traceId ? { traceId: line.traceId.toString('hex'), spanId: line.spanId.toString('hex') } : {}),
  };
}

function jsonMetric(points) {
  const dataPoints = points.map((point) => ({
    startTimeUnixNano: String(point.start),
    timeUnixNano: String(point.at),
    asDouble: point.value,
    attributes: jsonAttributes(point.attributes),
  }));
  return { ...METRIC, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

const JSON_PARTS = {
  traces: ['resourceSpans', 'scopeSpans', (records) => ({ spans: records.map(jsonSpan) })],
  logs: ['resourceLogs', 'scopeLogs', (records) => ({ logRecords: records.map(jsonLog) })],
  metrics: ['resourceMetrics', 'scopeMetrics', (records) => ({ metrics: [jsonMetric(records)] })],
};

/** The same as {@link protobufRequest}, as JSON. */
export function jsonRequest(signal, resource, records) {
  const [outer, inner, contents] = JSON_PARTS[signal];
  const whole = {
    resource: { attributes: jsonAttributes(RESOURCES[resource]) },
    [inner]: [{ scope: SCOPE, ...contents(records) }],
  };
  return Buffer.from(JSON.stringify({ [outer]: [whole] }));
}

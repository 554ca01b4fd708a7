/** OTLP/HTTP: what a sender hears of what was taken. https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
import { expect, it } from 'vitest';
import { partialOf } from './answers.ts';
import {
  field,
  fresh,
  freshSpanId,
  freshTraceId,
  gauge,
  hex,
  json,
  metrics,
  protobuf,
  record,
  records,
  resource,
  SIGNALS,
  single,
  span,
  spans,
  type Signal,
} from './messages.ts';
import { JSON_TYPE, PROTOBUF, serving } from './serving.ts';

const served = serving();

it('OTLP 20: answers a full success with 200 and an empty Export…ServiceResponse: no bytes of protobuf, {} of JSON', async () => {
  for (const signal of SIGNALS) {
    const asProtobuf = await served.post(signal, protobuf(signal, single(signal, fresh('full'))), {
      'content-type': PROTOBUF,
    });
    expect(asProtobuf.status).toBe(200);
    expect(asProtobuf.body).toHaveLength(0);
    const asJson = await served.post(signal, json(single(signal, fresh('full'))), { 'content-type': JSON_TYPE });
    expect(asJson.status).toBe(200);
    expect(JSON.parse(asJson.body.toString())).toEqual({});
  }
});

it('OTLP 21: leaves partial_success unset when everything was taken, however much it was', async () => {
  const service = fresh('many');
  const many = Array.from({ length: 500 }, () => span());
  for (const [body, type] of [
    [protobuf('traces', spans(many, service)), PROTOBUF],
    [json(spans([span()], service)), JSON_TYPE],
  ] as const) {
    const answer = await served.post('traces', body, { 'content-type': type });
    expect(answer.status).toBe(200);
    expect(partialOf(answer)).toBeUndefined();
  }
  const { items } = await served.ask<{ items: unknown[] }>(`traces?service=${service}&limit=1000`);
  expect(items).toHaveLength(501);
});

it('OTLP 22: takes requests with nothing in them, on every level', async () => {
  const service = resource(fresh('empty'));
  const empty: Record<string, object[]> = {
    traces: [
      {},
      { resourceSpans: [] },
      { resourceSpans: [{ resource: service }] },
      { resourceSpans: [{ scopeSpans: [{}] }] },
    ],
    logs: [
      {},
      { resourceLogs: [] },
      { resourceLogs: [{ resource: service }] },
      { resourceLogs: [{ scopeLogs: [{}] }] },
    ],
    metrics: [
      {},
      { resourceMetrics: [] },
      { resourceMetrics: [{ resource: service }] },
      { resourceMetrics: [{ scopeMetrics: [{}] }] },
    ],
  };
  for (const signal of SIGNALS) {
    for (const message of empty[signal] ?? []) {
      for (const [body, type] of [
        [protobuf(signal, message), PROTOBUF],
        [json(message), JSON_TYPE],
      ] as const) {
        const answer = await served.post(signal, body, { 'content-type': type });
        expect(answer.status).toBe(200);
        expect(partialOf(answer)).toBeUndefined();
      }
    }
  }
});

it('OTLP 23: keeps the good records of a body and says how many others it rejected, of each signal', async () => {
  const service = fresh('partly');
  const messages = (): Record<Signal, object> => {
    const [badSpan, badRecord] = [span({ spanId: new Uint8Array(3) }), record({ traceId: new Uint8Array(3) })];
    const untold = { name: `${service}.bad`, sum: { dataPoints: [{ asInt: 1n }, { asInt: 2n }], isMonotonic: true } };
    return {
      traces: spans([span(), badSpan, span(), badSpan], service),
      logs: records([record(), badRecord, badRecord], service),
      metrics: metrics([gauge(`${service}.good`), untold], service),
    };
  };
  const names = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' };
  for (const signal of SIGNALS) {
    const asProtobuf = await served.post(signal, protobuf(signal, messages()[signal]), { 'content-type': PROTOBUF });
    expect(asProtobuf.status).toBe(200);
    expect(partialOf(asProtobuf)?.rejected).toBe(2);
    const asJson = await served.post(signal, json(messages()[signal]), { 'content-type': JSON_TYPE });
    expect(asJson.status).toBe(200);
    expect(JSON.parse(asJson.body.toString())).toMatchObject({ partialSuccess: { [names[signal]]: '2' } });
  }
  const { items } = await served.ask<{ items: { spans: number }[] }>(`traces?service=${service}`);
  expect(items.reduce((count, one) => count + one.spans, 0)).toBe(4);
  expect(await served.lines(service)).toHaveLength(2);
  expect((await served.metrics(service)).map(({ name }) => name)).toEqual([`${service}.good`]);
});

it('OTLP 24: says in English why records were rejected, by reason', async () => {
  const bad = [
    span({ traceId: new Uint8Array(16) }),
    span({ spanId: new Uint8Array(7).fill(1) }),
    span({ startTimeUnixNano: 1n }),
  ];
  const answer = await served.post('traces', protobuf('traces', spans(bad)), { 'content-type': PROTOBUF });
  const { errorMessage = '' } = partialOf(answer) ?? {};
  expect(errorMessage).toMatch(/trace_id is not 16 bytes, or zero/);
  expect(errorMessage).toMatch(/span_id is not 8 bytes, or zero/);
  expect(errorMessage).toMatch(/time is older than what is kept/);
});

it('OTLP 25: warns of what it took but could not understand whole: nothing rejected, and a message', async () => {
  const id = freshTraceId();
  // string_value_strindex (8), which means nothing outside of profiles.
  const attribute = field(9, Buffer.concat([field(1, Buffer.from('where')), field(2, Buffer.from([8 * 8, 3]))]));
  const ids = Buffer.concat([field(1, id), field(2, freshSpanId())]);
  const body = field(1, field(2, field(2, Buffer.concat([ids, attribute]))));
  const answer = await served.post('traces', body, { 'content-type': PROTOBUF });
  expect(answer.status).toBe(200);
  expect(partialOf(answer)).toEqual({ rejected: 0, errorMessage: expect.stringMatching(/strindex/) });
  expect(await served.spans(hex(id))).toHaveLength(1);
});

it('OTLP 26: answers a body of which every span is bad with 200 and all of them rejected', async () => {
  const service = fresh('all-bad');
  const bad = Array.from({ length: 7 }, () => span({ traceId: new Uint8Array(0) }));
  const answer = await served.post('traces', protobuf('traces', spans(bad, service)), { 'content-type': PROTOBUF });
  expect(answer.status).toBe(200);
  expect(partialOf(answer)?.rejected).toBe(7);
  expect((await served.ask<{ items: unknown[] }>(`traces?service=${service}`)).items).toEqual([]);
});

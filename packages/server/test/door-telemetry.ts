/** Telemetry of one project in all signals, whose every row holds a word that stands nowhere else. */

/** Names of a project's telemetry. */
export interface Names {
  /** Stands in every row. */
  readonly secret: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly metric: string;
  readonly logUid: string;
}

/** Bodies of OTLP/JSON, by the door that they go to. */
export function telemetryOf(names: Names, nowMs: number): Record<'traces' | 'logs' | 'metrics', object> {
  const { secret, service, traceId, spanId, metric, logUid } = names;
  const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
  const nano = (secondsAgo: number): string => `${nowMs - secondsAgo * 1000}000000`;
  const resource = (name: string): object => ({
    attributes: [
      text('service.name', name),
      text('service.version', `1.0-${secret}`),
      text('service.instance.id', `instance-${secret}`),
      text('deployment.environment.name', `env-${secret}`),
    ],
  });
  const span = (id: string, parentSpanId: string, kind: number, name: string): object => ({
    traceId,
    spanId: id,
    parentSpanId,
    kind,
    name,
    startTimeUnixNano: nano(30),
    endTimeUnixNano: nano(29),
    status: { code: 2, message: `failed ${secret}` },
    attributes: [text('http.route', `/${secret}`), text(`key.${secret}`, 'x'), text('peer.service', secret)],
    events: [{ timeUnixNano: nano(30), name: 'exception', attributes: [text('exception.message', secret)] }],
  });
  const child = spanId.replace(/^./, '9');
  const spans = [
    {
      resource: resource(service),
      scopeSpans: [{ scope: { name: secret }, spans: [span(spanId, '', 2, `GET ${secret}`)] }],
    },
    {
      resource: resource(`hidden-${secret}`),
      scopeSpans: [{ scope: { name: secret }, spans: [span(child, spanId, 2, `work ${secret}`)] }],
    },
  ];
  const line = (index: number): object => ({
    timeUnixNano: nano(index),
    severityNumber: 17,
    severityText: 'ERROR',
    body: { stringValue: `line ${index} of ${secret}` },
    traceId,
    spanId,
    attributes: [text('log.record.uid', `${logUid}${index}`), text(`key.${secret}`, 'x')],
  });
  const attributes = [text('label', secret)];
  const exemplars = [{ timeUnixNano: nano(20), asDouble: 1, traceId, spanId, filteredAttributes: attributes }];
  const times = { startTimeUnixNano: nano(60), timeUnixNano: nano(20) };
  const metrics = [
    {
      name: metric,
      unit: secret,
      description: secret,
      gauge: { dataPoints: [{ ...times, asDouble: 4, attributes, exemplars }] },
    },
    {
      name: `${metric}.sum`,
      unit: secret,
      sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...times, asInt: '4', attributes }] },
    },
    {
      name: `${metric}.histogram`,
      unit: secret,
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [
          { ...times, count: '2', sum: 3, bucketCounts: ['1', '1'], explicitBounds: [2], attributes, exemplars },
        ],
      },
    },
    { name: 'process.cpu.utilization', unit: '1', gauge: { dataPoints: [{ ...times, asDouble: 0.5, attributes }] } },
  ];
  return {
    traces: { resourceSpans: spans },
    logs: {
      resourceLogs: [
        { resource: resource(service), scopeLogs: [{ scope: { name: secret }, logRecords: [1, 2, 3, 4].map(line) }] },
      ],
    },
    metrics: {
      resourceMetrics: [{ resource: resource(service), scopeMetrics: [{ scope: { name: secret }, metrics }] }],
    },
  };
}

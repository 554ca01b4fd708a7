/** One log record as the API shows it. */
export interface LogLine {
  /** `log.record.uid`, else what `arrived` says. */
  uid: string;
  /** Rises with the moment of arrival. */
  arrived: string;
  timeUnixNano: string;
  severityNumber: number;
  severityText: string;
  service: string;
  body: string;
  eventName: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
  resource: Record<string, string>;
  scope: { name: string; version: string };
}

/** A line as the statement with {@link LINE_COLUMNS} answers it. */
export interface LineRow extends Omit<LogLine, 'scope'> {
  scopeName: string;
  scopeVersion: string;
}

/** The columns of a line, as SQL. */
export const LINE_COLUMNS = `if(RecordUid = '', toString(Arrived), RecordUid) AS uid, toString(Arrived) AS arrived,
  toString(toUnixTimestamp64Nano(Timestamp)) AS timeUnixNano, SeverityNumber AS severityNumber, SeverityText AS severityText,
  ServiceName AS service, Body AS body, EventName AS eventName, TraceId AS traceId, SpanId AS spanId,
  LogAttributes AS attributes, ResourceAttributes AS resource, ScopeName AS scopeName, ScopeVersion AS scopeVersion`;

/** A row as a line. */
export function lineOf({ scopeName, scopeVersion, ...line }: LineRow): LogLine {
  return { ...line, scope: { name: scopeName, version: scopeVersion } };
}

/** Lines without those that a Collector delivered twice: the same id at the same time. */
export function withoutRepeated(lines: readonly LogLine[]): LogLine[] {
  const seen = new Set<string>();
  return lines.filter(({ uid, timeUnixNano }) => {
    const key = `${timeUnixNano} ${uid}`;
    return !seen.has(key) && seen.add(key);
  });
}

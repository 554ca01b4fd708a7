/** A trace for drawing: one entry a span in each column, by their starts. Ten thousand spans are 16 times smaller than with attributes. */
export interface TraceColumns {
  startUnixNano: string;
  durationNano: string;
  /** What the numbers of the columns name, service, kind and message point to. */
  strings: { names: string[]; services: string[]; messages: string[]; kinds: string[] };
  columns: {
    spanId: string[];
    /** Empty: a root. */
    parentSpanId: string[];
    name: number[];
    service: number[];
    kind: number[];
    startOffsetNano: number[];
    durationNano: number[];
    /** 0 unset, 1 ok, 2 error. */
    status: number[];
    /** -1: none. */
    message: number[];
    events: number[];
    links: number[];
  };
}

/** The row of {@link COLUMNS_SQL}: every column as one array. */
export interface ColumnsRow {
  spanId: string[];
  parentSpanId: string[];
  name: string[];
  service: string[];
  kind: string[];
  startNano: string;
  offset: number[];
  duration: number[];
  status: string[];
  message: string[];
  events: number[];
  links: number[];
}

/** Selects the columns as arrays from spans that are sorted already. Offsets of less than 104 days are exact as doubles. */
export const COLUMNS_SQL = `SELECT groupArray(SpanId) AS spanId, groupArray(ParentSpanId) AS parentSpanId, groupArray(toString(SpanName)) AS name,
  groupArray(toString(ServiceName)) AS service, groupArray(lower(SpanKind)) AS kind,
  toString(min(toUnixTimestamp64Nano(Timestamp))) AS startNano,
  arrayMap(t -> toFloat64(t - min(toUnixTimestamp64Nano(Timestamp))), groupArray(toUnixTimestamp64Nano(Timestamp))) AS offset,
  groupArray(toFloat64(Duration)) AS duration, groupArray(toString(StatusCode)) AS status, groupArray(StatusMessage) AS message,
  groupArray(toUInt32(length(Events.Name))) AS events, groupArray(toUInt32(length(Links.TraceId))) AS links`;

const STATUSES = ['Unset', 'Ok', 'Error'];

/** The row as the API shows it: texts become numbers into lists of the different ones. */
export function columnsOf(row: ColumnsRow): TraceColumns {
  const names = createIndex();
  const services = createIndex();
  const kinds = createIndex();
  const messages = createIndex();
  const columns = {
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    name: row.name.map((text) => names.at(text)),
    service: row.service.map((text) => services.at(text)),
    kind: row.kind.map((text) => kinds.at(text)),
    startOffsetNano: row.offset,
    durationNano: row.duration,
    status: row.status.map((code) => Math.max(0, STATUSES.indexOf(code))),
    message: row.message.map((text) => (text === '' ? -1 : messages.at(text))),
    events: row.events,
    links: row.links,
  };
  const end = row.offset.reduce((last, offset, i) => Math.max(last, offset + (row.duration[i] ?? 0)), 0);
  return {
    startUnixNano: row.startNano,
    durationNano: String(end),
    strings: { names: names.texts, services: services.texts, messages: messages.texts, kinds: kinds.texts },
    columns,
  };
}

interface TextIndex {
  readonly texts: string[];
  /** Position of a text among the different ones. */
  at(text: string): number;
}

function createIndex(): TextIndex {
  const texts: string[] = [];
  const positions = new Map<string, number>();
  return {
    texts,
    at(text) {
      const known = positions.get(text);
      if (known !== undefined) return known;
      positions.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}

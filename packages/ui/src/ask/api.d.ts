// Written by packages/server/scripts/api-types.ts from the OpenAPI document of the server. Never edited by hand.

export interface AskLine {
  id: string | number;
  status: number;
  body: unknown;
}

export interface AskRequest {
  questions: {
    /** Comes back with the answer. */
    id: string | number;
    /** The route without /api/v1/. */
    ask: string;
    /** Path parts and query parameters; arrays for repeated ones, null for none. */
    params: Record<string, string | number | boolean | (string | number | boolean)[] | null>;
  }[];
}

export interface Audit {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: AuditRow[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** One change that somebody made. */
export interface AuditRow {
  /** Milliseconds since the Unix epoch. */
  atMs: number;
  /** Who did it: a key, the command line, an option. */
  actor: string;
  /** What was done. */
  action: string;
  /** What it was done to: a slug or an id. */
  target: string;
  /** What was set. Never a key. */
  detail: Record<string, unknown>;
}

export interface Backup {
  /** When it was begun. */
  name: string;
  /** Its folder, on the machine of the server. */
  path: string;
}

export interface Call {
  /** The service; the database system and its namespace; the messaging system; the address. */
  name: string;
  kind: 'service' | 'database' | 'queue' | 'external';
  /** Calls, each span weighted by what it stands for. */
  requests: number;
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface Caller {
  service: string;
  /** Calls, each span weighted by what it stands for. */
  requests: number;
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface Dependencies {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  callers: Caller[];
  calls: Call[];
}

export interface Deployment {
  release: string;
  environment: string;
  /** Nanoseconds since the Unix epoch. */
  atUnixNano: string;
  /** Reported by a delivery, or known by the first span of a release that had not been seen for 30 days. */
  source: 'first seen' | 'reported';
  /** As reported: succeeded or failed. */
  status: string | null;
}

export interface Deployments {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Deployment[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** One request worth looking at: slow, or failed. */
export interface Exemplar {
  /** When it began, milliseconds since the epoch. */
  timeMs: number;
  durationMs: number;
  traceId: string;
  service: string;
  error: boolean;
}

export interface Facet {
  key: string;
  values: {
    value: string;
    count: number;
  }[];
}

export interface Finding {
  service: string;
  kind: 'failing' | 'slow' | 'silent';
  headline: string;
  detail: string;
  /** Nanoseconds since the Unix epoch. */
  onsetUnixNano: string;
  /** The usual value; null while too little is known to say. */
  usual: number | null;
  now: number;
  unit: 'ratio' | 'ms' | 's';
  near: {
    deployment: {
      service: string;
      release: string;
      /** When the first span of the release began. */
      atUnixNano: string;
    };
  } | null;
  /** The page that shows it. */
  link: {
    text: string;
    href: string;
  };
}

export interface Findings {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Finding[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** How many services were looked at. */
  services: number;
}

export interface Instance {
  /** service.instance.id; else the pod, the container, or host and process. */
  instance: string;
  host: string;
  release: string;
  environment: string;
  /** Nanoseconds since the Unix epoch. */
  lastSeenUnixNano: string;
  /** Processors in use: 1 is one core. null where it was not measured, as in all below. */
  cpuUtilization: number | null;
  memoryBytes: number | null;
  heapUsedBytes: number | null;
  /** Share of time in which the event loop was busy. */
  eventLoopUtilization: number | null;
  eventLoopDelayP99Ms: number | null;
  /** Over the last hour, where the range is longer. */
  requestsPerSecond: number | null;
  cpu: [number, number | null][];
  memory: [number, number | null][];
  eventLoopDelay: [number, number | null][];
}

export interface Instances {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Distance of the points. */
  stepMs: number;
  items: Instance[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Keeping {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: KeptTable[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  disk: {
    /** Bytes that the tables take. */
    usedBytes: number;
    /** Bytes that are free on the disk; null where unknown. */
    freeBytes: number | null;
    /** What the tables may take, of --max-disk; null: no limit. */
    limitBytes: number | null;
  };
  backlog: {
    /** Bytes that are kept and wait to be stored. */
    bytes: number;
    /** Files in which they wait. */
    files: number;
    /** Pieces of files that the database refused since the start, put aside. */
    quarantinedFiles: number;
    /** Rows in them. */
    quarantinedRows: number;
    /** When data is acknowledged: in a file, in a file and on the disk, in the database. */
    durability: 'spool' | 'fsync' | 'insert';
    /** Whether the server takes data now. */
    accepting: boolean;
    /** Why it takes none; empty while it does. */
    reason: string;
    /** The last failure of the database; empty once it works again. */
    problem: string;
  };
  /** The last hundred removals since the start, newest first. */
  removed: Removal[];
}

/** A table, and how long its rows are kept. */
export interface KeptTable {
  name: string;
  /** Which time of --retention holds; null for what is kept for good. */
  kind: string | null;
  /** How long its rows are kept; null for good. */
  days: number | null;
  /** Rows that it holds. */
  rows: number;
  /** Bytes that they take on disk. */
  bytes: number;
  /** Time of the oldest row; null without rows. */
  oldestMs: number | null;
  /** Time of the newest row; null without rows. */
  newestMs: number | null;
  /** When the oldest rows will have been removed; null when none ever are. */
  nextRemovalMs: number | null;
}

/** A key, without itself. */
export interface Key {
  id: string;
  kind: 'ingest' | 'browser' | 'read' | 'admin';
  name: string;
  /** The last four characters. */
  hint: string;
  /** Origins of the pages that may send with it. */
  origins: string[];
  /** Milliseconds since the Unix epoch. */
  createdAtMs: number;
  /** When it was last used, to about 10 seconds. */
  lastUsedAtMs: number | null;
  /** When it was revoked; null while it works. */
  revokedAtMs: number | null;
}

export interface Keys {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Key[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Line {
  name: 'requestsPerSecond' | 'errorRate' | 'p50Ms' | 'p95Ms' | 'p99Ms';
  labels: {
    service: string;
  };
  unit: '1/s' | 'ratio' | 'ms';
  points: [number, number | null][];
}

export interface LogContext {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Oldest first; at most a day around the line. */
  items: LogLine[];
  /** Which of the items the line is. */
  at: number;
  moreBefore: boolean;
  moreAfter: boolean;
}

export interface LogFacet {
  key: string;
  /** Whether every line was counted; otherwise scaled up from a sample. */
  exact: boolean;
  values: {
    value: string;
    count: number;
  }[];
}

export interface LogFacets {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Lines found. */
  total: number;
  facets: LogFacet[];
}

export interface LogHistogram {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Distance of the points. */
  stepMs: number;
  /** Lines found. */
  total: number;
  /** Severities that occur, worst first. */
  series: SeverityLine[];
}

export interface LogLine {
  /** log.record.uid, else the same as arrived. */
  uid: string;
  /** Rises with the moment of arrival. */
  arrived: string;
  /** Nanoseconds since the Unix epoch. */
  timeUnixNano: string;
  /** 1 to 24; 0 where none was given. */
  severityNumber: number;
  severityText: string;
  service: string;
  body: string;
  eventName: string;
  traceId: string;
  spanId: string;
  /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
  attributes: Record<string, string>;
  /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
  resource: Record<string, string>;
  scope: {
    name: string;
    version: string;
  };
}

export interface Logs {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: LogLine[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** A new key. */
export interface MadeKey {
  id: string;
  kind: 'ingest' | 'browser' | 'read' | 'admin';
  name: string;
  /** The last four characters. */
  hint: string;
  /** Origins of the pages that may send with it. */
  origins: string[];
  /** Milliseconds since the Unix epoch. */
  createdAtMs: number;
  /** When it was last used, to about 10 seconds. */
  lastUsedAtMs: number | null;
  /** When it was revoked; null while it works. */
  revokedAtMs: number | null;
  /** The key itself, shown this once. */
  key: string;
}

export interface Meta {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  version: string;
  engine: string;
  limits: {
    /** Most items in one list. */
    items: number;
    /** Most points in one series. */
    points: number;
    /** Most questions in one POST /ask. */
    questions: number;
    /** Most spans in one trace. */
    spans: number;
    /** Longest run time of one question. */
    queryMs: number;
  };
  features: string[];
  /** What arrives of the project, averaged over the last 10 seconds. */
  receiving: {
    spansPerSecond: number;
    logRecordsPerSecond: number;
    dataPointsPerSecond: number;
  };
  /** Records of the project that were taken since the server started. */
  received: {
    spans: number;
    logRecords: number;
    dataPoints: number;
  };
  /** What was not taken since the server started: of the project, and of unknown keys. */
  refused: Refused[];
  project: string;
}

export interface Metric {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  name: string;
  kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  /** UCUM, as it was sent; empty where none was. */
  unit: string;
  description: string;
  /** Whether points tell what came since the one before or since the start; null for gauges and summaries, and where points differ. */
  temporality: 'delta' | 'cumulative' | null;
  /** Whether a sum never falls; null for other kinds. */
  monotonic: boolean | null;
  /** What fits the metric; the first is the usual one. */
  aggs: ('rate' | 'increase' | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'last' | 'p50' | 'p75' | 'p90' | 'p95' | 'p99')[];
  labels: MetricLabel[];
  /** Kinds and units that go by this name, the one seen last first; chosen by kind= and unit=. */
  variants: {
    kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
    unit: string;
    series: number;
    /** Nanoseconds since the Unix epoch. */
    lastSeenUnixNano: string;
  }[];
}

export interface MetricExemplar {
  timeMs: number;
  value: number;
  traceId: string;
  spanId: string;
  labels: Record<string, string>;
  /** What was known of the measurement beside the labels of its series. */
  attributes: Record<string, string>;
}

export interface MetricLabel {
  key: string;
  /** by= and where= take a label of the resource as resource.<key>. */
  source: 'attribute' | 'resource';
  distinct: number;
  /** The 20 commonest, with the number of series that carry each. */
  values: {
    value: string;
    count: number;
  }[];
}

export interface MetricLine {
  /** Values of the labels; the name of the metric where there are none. */
  name: string;
  labels: Record<string, string>;
  points: [number, number | null][];
  /** Of the points, as are min, max and sum; null where there is none. */
  last: number | null;
  min: number | null;
  max: number | null;
  sum: number | null;
}

export interface MetricSeries {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  name: string;
  kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  /** Of the values: rates are a second, counts are 1. */
  unit: string;
  agg: 'rate' | 'increase' | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'last' | 'p50' | 'p75' | 'p90' | 'p95' | 'p99';
  /** Distance of the points. */
  stepMs: number;
  /** Lines there were before the cut at limit. */
  total: number;
  series: MetricLine[];
  /** Single values with their traces: at most 20, the greatest of each stretch of the range. */
  exemplars: MetricExemplar[];
}

export interface MetricSummary {
  name: string;
  kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  /** UCUM, as it was sent; empty where none was. */
  unit: string;
  description: string;
  /** Whether points tell what came since the one before or since the start; null for gauges and summaries, and where points differ. */
  temporality: 'delta' | 'cumulative' | null;
  /** Whether a sum never falls; null for other kinds. */
  monotonic: boolean | null;
  services: string[];
  /** Different combinations of labels and resource. */
  series: number;
  /** Nanoseconds since the Unix epoch. */
  lastSeenUnixNano: string;
}

export interface Metrics {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: MetricSummary[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface NewKey {
  kind: 'ingest' | 'browser' | 'read' | 'admin';
  /** For people. */
  name?: string;
  /** Of browser keys: origins of the pages that may send with it. */
  origins?: string[];
}

export interface NewLogs {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: LogLine[];
  dropped: number;
  last: string | null;
}

export interface NewProject {
  slug: string;
  /** For people. */
  name?: string;
  /** Time zone whose days and weeks count. */
  timezone?: string;
}

export interface NewTraces {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: TraceSummary[];
  dropped: number;
  last: string | null;
}

export interface Operation {
  operation: string;
  kind: string;
  /** Requests, each span weighted by what it stands for. */
  requests: number;
  /** Requests that failed. */
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Nanoseconds since the Unix epoch. */
  lastSeenUnixNano: string;
  /** Of the time that all operations of the service took together. */
  timeShare: number;
}

export interface Operations {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Operation[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface PageSummary {
  /** sightglass.page.route, else the path. */
  route: string;
  views: number;
  /** Sessions that viewed it. */
  sessions: number;
  /** Exceptions on it. */
  errors: number;
  lcpP75: number | null;
  inpP75: number | null;
  clsP75: number | null;
}

export interface Pages {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: PageSummary[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: {
    field: string;
    value: unknown;
    remedy: string;
  }[];
}

export interface Project {
  slug: string;
  name: string;
  timezone: string;
  /** A paused project takes no telemetry. */
  status: 'active' | 'paused';
  /** Milliseconds since the Unix epoch. */
  createdAtMs: number;
}

export interface ProjectChange {
  /** For people. */
  name?: string;
  /** Time zone whose days and weeks count. */
  timezone?: string;
  status?: 'active' | 'paused';
}

export interface Projects {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Project[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Recording {
  replayId: string;
  /** Milliseconds since the Unix epoch, by the clock of the page. */
  startMs: number;
  /** Milliseconds since the Unix epoch, by the clock of the page. */
  endMs: number;
  chunks: number;
  events: number;
  /** Whether no chunk is missing before the last one that came. */
  isComplete: boolean;
}

/** Telemetry that was not taken, by reason. */
export interface Refusal {
  signal: 'traces' | 'logs' | 'metrics';
  /** A few words. */
  reason: string;
  /** Whose it would have been; null when no key said so. */
  project: string | null;
  /** Requests in the time of the answer that were refused, or of which records were. */
  requests: number;
  /** Records in them that were rejected; 0 where the body was not read. */
  records: number;
  /** The same since the server started. */
  requestsSinceStart: number;
  /** The same since the server started. */
  recordsSinceStart: number;
  /** When it happened last. */
  lastAtMs: number;
  /** What to do about it. */
  remedy: string;
}

export interface Refusals {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Refusal[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Refused {
  signal: 'traces' | 'logs' | 'metrics';
  /** A few words. */
  reason: string;
  /** Requests that were refused, or of which records were. */
  requests: number;
  /** Records in them; 0 where the body was not read. */
  records: number;
  /** Milliseconds since the Unix epoch. */
  lastAtMs: number;
}

/** Rows that the server removed. */
export interface Removal {
  table: string;
  /** The day, week, month or year that was removed. */
  partition: string;
  /** Rows that it held. */
  rows: number;
  /** Bytes that it took. */
  bytes: number;
  /** Milliseconds since the Unix epoch. */
  atMs: number;
  why: 'retention' | 'max-disk';
}

export interface ResourceSummary {
  /** Without its query. */
  url: string;
  /** Who asked for it: script, img, css, fetch and others. */
  kind: string;
  /** Loads; of a sample each stands for as many as it says. */
  count: number;
  /** null where only failures were told; weighted, as p95Ms is. */
  p75Ms: number | null;
  p95Ms: number | null;
  failed: number;
  /** On the wire, of all loads together. */
  transferBytes: number;
}

export interface Resources {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: ResourceSummary[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Series {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Distance of the points. */
  stepMs: number;
  series: Line[];
}

/** What a service answered: its server and consumer spans, or its root spans when it has neither. */
export interface Service {
  service: string;
  namespace: string;
  /** Requests, each span weighted by what it stands for. */
  requests: number;
  /** Requests that failed. */
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Nanoseconds since the Unix epoch. */
  lastSeenUnixNano: string;
  releases: string[];
  environments: string[];
  /** Number of its colour within the project: given when it was first seen, never changed. */
  slot: number;
}

export interface ServiceSeries {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Distance of the points. */
  stepMs: number;
  series: Line[];
  exemplars: Exemplar[];
}

export interface Services {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Service[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface Session {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Whether the server asks for a key. */
  needsKey: boolean;
  principal: {
    kind: 'open' | 'read' | 'admin' | 'ingest' | 'browser';
    project: string;
    name: string;
  } | null;
  /** The project that is meant where none is named. */
  project: string;
  /** The projects that the asker may see. */
  projects: {
    slug: string;
    name: string;
  }[];
}

export interface SessionDetail {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  session: SessionSummary;
  /** Oldest first. */
  replays: Recording[];
  /** Oldest first, at most 2 000. Values of attributes are cut after 2 000 characters; breadcrumbs are left out. */
  events: SessionEvent[];
  /** Whether later events were left out. */
  isTruncated: boolean;
}

export interface SessionEvent {
  /** log.record.uid, else what arrived; the span id of a request. */
  uid: string;
  /** Nanoseconds since the Unix epoch. */
  timeUnixNano: string;
  kind: 'page' | 'error' | 'request' | 'vital' | 'click' | 'frame' | 'resource' | 'report' | 'console' | 'event' | 'log';
  title: string;
  /** null for what took no time. Of a vital: its value, but for CLS. */
  durationMs: number | null;
  /** 17 and above: failed. */
  severityNumber: number;
  service: string;
  traceId: string;
  spanId: string;
  /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
  attributes: Record<string, string>;
}

export interface SessionReplay {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  replayId: string;
  items: {
    /** Number of its chunk; of the first where it came in parts. */
    seq: number;
    /** Milliseconds since the Unix epoch, by the clock of the page. */
    firstMs: number;
    /** Milliseconds since the Unix epoch, by the clock of the page. */
    lastMs: number;
    /** eventWithTime of @rrweb/types, as the page sent them. */
    events: (Record<string, unknown>)[];
  }[];
  /** Give it as after; null when nothing more is there. */
  next: number | null;
  /** Chunks before the last of this answer that never came; the first 1 000. */
  missing: number[];
  /** Chunks that cannot be read. */
  broken: {
    seq: number;
    reason: string;
  }[];
}

/** One visit, in whole: also what lies before and after the time that was asked for. */
export interface SessionSummary {
  sessionId: string;
  /** Nanoseconds since the Unix epoch. */
  startUnixNano: string;
  /** Nanoseconds since the Unix epoch. */
  endUnixNano: string;
  /** From its first event to its last. */
  durationMs: number;
  /** Of its first event, as environment and release are. */
  service: string;
  environment: string;
  release: string;
  /** user.id as it was told last; empty where nobody was. */
  userId: string;
  /** enduser.pseudo.id */
  anonymousId: string;
  device: 'desktop' | 'mobile' | 'tablet';
  /** Name and major version: Chrome 156; empty where it cannot be told. */
  browser: string;
  /** Name, with a version where browsers tell the true one: iOS 26.1, Windows. */
  os: string;
  /** Path of its first page. */
  entryPath: string;
  /** Path of its last page. */
  exitPath: string;
  /** Page views, changes of route among them. */
  pages: number;
  clicks: number;
  /** Exceptions. */
  errors: number;
  failedRequests: number;
  rageClicks: number;
  deadClicks: number;
  /** Recordings: one a page load. */
  replays: number;
  /** Whether more than its start, its end and its errors was sent. */
  isSampled: boolean;
}

export interface Sessions {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: SessionSummary[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

export interface SeverityLine {
  name: "logs";
  labels: {
    severity: 'unset' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  };
  unit: "1";
  points: [number, number][];
}

export interface SignIn {
  key: string;
}

export interface SignedIn {
  kind: 'read' | 'admin';
  project: string;
  name: string;
}

export interface Span {
  spanId: string;
  /** Empty: a root. */
  parentSpanId: string;
  name: string;
  kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  service: string;
  /** Nanoseconds since the Unix epoch. */
  startUnixNano: string;
  /** Nanoseconds. */
  durationNano: string;
  status: {
    code: 'unset' | 'ok' | 'error';
    message: string;
  };
  /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
  attributes: Record<string, string>;
  resource: {
    /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
    attributes: Record<string, string>;
    schemaUrl: string;
  };
  scope: {
    name: string;
    version: string;
    /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
    attributes: Record<string, string>;
    schemaUrl: string;
  };
  events: {
    /** Nanoseconds since the Unix epoch. */
    timeUnixNano: string;
    name: string;
    /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
    attributes: Record<string, string>;
  }[];
  links: {
    traceId: string;
    spanId: string;
    traceState: string;
    /** Attribute values as strings: numbers in decimal, arrays and maps as JSON. */
    attributes: Record<string, string>;
  }[];
  /** How many spans this one stands for: 1 / sampling probability. */
  weight: number;
  traceState: string;
  flags: number;
  /** What the SDK counted as dropped from this span. */
  dropped: {
    attributes: number;
    events: number;
    links: number;
  };
}

export interface SpanAnswer {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  traceId: string;
  span: Span;
}

export interface Statement {
  sql: string;
  params: Record<string, unknown>;
  rowsRead: number;
  ms: number;
}

/** What the answer cost. */
export interface Stats {
  /** Rows that the database read for this answer. */
  rowsRead: number;
  /** Time from the question to the answer, in milliseconds. */
  ms: number;
}

export interface SuggestedKey {
  /** where= takes it as it is; one of the resource with resource. before it. */
  key: string;
  source: 'attribute' | 'resource' | 'builtin';
  /** Rows that hold it. */
  count: number;
}

export interface SuggestedKeys {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: SuggestedKey[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** The share of the rows that was looked at; below 1 counts are scaled up from a sample. */
  share: number;
}

export interface SuggestedValue {
  value: string;
  /** Rows that hold it. */
  count: number;
}

export interface SuggestedValues {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: SuggestedValue[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** The share of the rows that was looked at; below 1 counts are scaled up from a sample. */
  share: number;
}

export interface Trace {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  traceId: string;
  /** Spans stored. */
  total: number;
  /** Whether spans were left out; the earliest 50 000 are answered. */
  truncated: boolean;
  spans: Span[];
}

export interface TraceColumns {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  traceId: string;
  /** Spans stored. */
  total: number;
  /** Whether spans were left out; the earliest 50 000 are answered. */
  truncated: boolean;
  /** Nanoseconds since the Unix epoch. */
  startUnixNano: string;
  durationNano: string;
  /** What the numbers of the columns name, service, kind and message point to. */
  strings: {
    names: string[];
    services: string[];
    messages: string[];
    kinds: string[];
  };
  /** One entry a span in each, in the order of their starts. */
  columns: {
    spanId: string[];
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

export interface TraceFacets {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  facets: Facet[];
  /** Traces found. */
  total: number;
}

export interface TraceSummary {
  traceId: string;
  /** Service of the root span; of the earliest span where the root is missing. */
  rootService: string;
  rootName: string;
  /** Nanoseconds since the Unix epoch. */
  startUnixNano: string;
  /** From the first start to the last end. */
  durationMs: number;
  spans: number;
  /** Failed spans. */
  errors: number;
  services: string[];
}

export interface Traces {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: TraceSummary[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** The address of a page under a name. */
export interface View {
  id: string;
  name: string;
  /** The page that it is a view of. */
  page: string;
  /** Path and query of the page. */
  address: string;
  /** Milliseconds since the Unix epoch. */
  createdAtMs: number;
  /** Milliseconds since the Unix epoch. */
  updatedAtMs: number;
  /** What If-Match must name to change it. */
  version: number;
}

export interface ViewContent {
  name: string;
  /** The page that it is a view of. */
  page: string;
  /** Path and query of the page. */
  address: string;
}

export interface Views {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: View[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
}

/** Rated by lcp 2500/4000, inp 200/500, fcp 1800/3000, ttfb 800/1800 ms, cls 0.1/0.25: good up to the first, poor above the second. */
export interface Vital {
  /** The page (its route, else its path), device, release or service; empty for all. */
  key: string;
  name: 'lcp' | 'inp' | 'cls' | 'fcp' | 'ttfb';
  /** Milliseconds; of cls a score. */
  p50: number;
  p75: number;
  p95: number;
  /** Measures: one a page view. */
  count: number;
  good: number;
  needsImprovement: number;
  poor: number;
}

export interface VitalLine {
  name: 'lcp' | 'inp' | 'cls' | 'fcp' | 'ttfb';
  labels: Record<string, string>;
  unit: '1' | 'ms';
  points: [number, number | null][];
}

export interface VitalSeries {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  /** Distance of the points. */
  stepMs: number;
  /** One line; none where nothing was measured. */
  series: VitalLine[];
}

export interface Vitals {
  /** Start of the time that the answer covers; belongs to it. */
  from: string;
  /** End of the time that the answer covers; does not belong to it. */
  to: string;
  stats: Stats;
  /** With explain=1: the statements that were run. */
  explain?: Statement[];
  items: Vital[];
  /** Whether there are more than 200 pages or releases. */
  isTruncated: boolean;
}

/** What each question takes; parts of its path too. */
export interface Params {
  'services': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'services/:service/operations': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** service.name */
    service: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'services/:service/series': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** service.name */
    service: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
  };
  'service-series': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
  };
  'services/:service/dependencies': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** service.name */
    service: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
  };
  'services/:service/instances': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** service.name */
    service: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
  };
  'services/:service/deployments': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** service.name */
    service: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
  };
  'findings': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
  };
  'traces': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Words that one span of the trace holds in its name, service or status message, in any order and case. */
    q?: string;
    /** error: traces with a failed span; ok: traces without one. */
    status?: 'ok' | 'error';
    /** Only traces at least this long. */
    minDurationMs?: number;
    /** Only traces at most this long. */
    maxDurationMs?: number;
    order?: 'newest' | 'slowest' | 'spans' | 'errors';
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'traces/facets': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Words that one span of the trace holds in its name, service or status message, in any order and case. */
    q?: string;
    /** error: traces with a failed span; ok: traces without one. */
    status?: 'ok' | 'error';
    /** Only traces at least this long. */
    minDurationMs?: number;
    /** Only traces at most this long. */
    maxDurationMs?: number;
  };
  'traces/:traceId': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Trace id, 32 hexadecimal digits. */
    traceId: string;
    /** 1 answers in columns without attributes, for drawing. */
    columns?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
  };
  'traces/:traceId/spans/:spanId': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Trace id, 32 hexadecimal digits. */
    traceId: string;
    /** Span id, 16 hexadecimal digits. */
    spanId: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
  };
  'logs': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** What the line says, in its body or the name of its event: a word, a part with other signs (user=42), "a phrase"; -before rules out. All of them, in any order and case. */
    q?: string;
    order?: 'newest' | 'oldest';
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'logs/histogram': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** What the line says, in its body or the name of its event: a word, a part with other signs (user=42), "a phrase"; -before rules out. All of them, in any order and case. */
    q?: string;
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
  };
  'logs/facets': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** What the line says, in its body or the name of its event: a word, a part with other signs (user=42), "a phrase"; -before rules out. All of them, in any order and case. */
    q?: string;
  };
  'logs/context': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** uid of the line. */
    uid?: string;
    /** timeUnixNano of the line. */
    timeUnixNano?: string;
    /** Most lines before it. */
    before?: number;
    /** Most lines after it. */
    after?: number;
  };
  'sessions': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Only sessions with an error, with a recording, with a rage click. */
    has?: 'error' | 'replay' | 'rage';
    /** Only sessions of this person: user.id or enduser.pseudo.id. */
    user?: string;
    /** Words that the session holds in its id, its person or the paths it went to, in any case. */
    q?: string;
    /** Latest begun, longest, or most errors first. */
    sort?: 'newest' | 'longest' | 'errors';
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'sessions/:id': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** session.id */
    id: string;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
  };
  'sessions/:id/replay': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** session.id */
    id: string;
    /** Its replayId. */
    replay?: string;
    /** `next` of the answer before; the beginning without it. */
    after?: number;
    /** Instead of after: begins with what is needed to show this moment, the last full snapshot at or before it, else the first. */
    at?: number;
    /** Most lists of events in one answer. */
    limit?: number;
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
  };
  'vitals': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** By what they are told apart. */
    by?: 'page' | 'device' | 'release' | 'service' | 'none';
  };
  'vitals/series': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Which vital. */
    name?: 'lcp' | 'inp' | 'cls' | 'fcp' | 'ttfb';
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
  };
  'pages': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'resources': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only spans with this attribute: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** By the 75th percentile of their time, their bytes, or how often they failed. */
    sort?: 'slowest' | 'largest' | 'failed';
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'attributes': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Of which telemetry. */
    signal?: 'traces' | 'logs' | 'metrics';
    /** Only what contains this text, in any case. */
    q?: string;
    /** Most suggestions. */
    limit?: number;
  };
  'attributes/:key/values': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Of which telemetry. */
    signal?: 'traces' | 'logs' | 'metrics';
    /** Only what contains this text, in any case. */
    q?: string;
    /** Most suggestions. */
    limit?: number;
    /** A key as where= takes it. */
    key: string;
  };
  'metrics': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only points with this label: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Words that the name holds, in any order and case. */
    q?: string;
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'metrics/:name': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only points with this label: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Name of the metric. */
    name: string;
    /** Which kind, where points of several go by the name; by default the one seen last. */
    kind?: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
    /** Which unit, where points of several go by the name. */
    unit?: string;
  };
  'metrics/:name/series': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
    /** Only these services (any of them). */
    service?: string[];
    /** Only these environments: deployment.environment.name (any of them). */
    environment?: string[];
    /** Only these releases: service.version (any of them). */
    release?: string[];
    /** Only points with this label: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold. */
    where?: string[];
    /** Name of the metric. */
    name: string;
    /** Which kind, where points of several go by the name; by default the one seen last. */
    kind?: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
    /** Which unit, where points of several go by the name. */
    unit?: string;
    /** How points become one number a step; by default what is usual for the metric. */
    agg?: 'rate' | 'increase' | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'last' | 'p50' | 'p75' | 'p90' | 'p95' | 'p99';
    /** Labels that lines are told apart by: keys as in where=, repeatable. Without any there is one line. */
    by?: string[];
    /** Distance of the points: 1s, 30s, 5m, 1h. At most 500 points; by default about 300. */
    step?: string;
    /** Most lines; the greatest are answered. */
    limit?: number;
  };
  'meta': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
  };
  'refused': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Start: RFC 3339 (seconds may be left out), epoch milliseconds, or back from now as -15m, -1h, -7d. */
    from?: string;
    /** End, written like from; now by default. */
    to?: string;
  };
  'keeping': {
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
  };
  'session': {

  };
  'projects': {
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
  };
  'projects/:project/keys': {
    /** Slug of the project. */
    project: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
  };
  'projects/:project/audit': {
    /** Slug of the project. */
    project: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Most items in one answer. */
    limit?: number;
    /** `next` of the answer before. */
    cursor?: string;
  };
  'views': {
    /** The project; that of the key where none is given. */
    project?: string;
    /** 1 adds the statements that were run. */
    explain?: '0' | '1';
    /** Only views of this page. */
    page?: string;
  };
}

/** What each question answers. */
export interface Answers {
  /** Services with their requests, failures and durations, busiest first. */
  'services': Services;
  /** Operations of one service with their requests, failures and durations, busiest first. */
  'services/:service/operations': Operations;
  /** Requests, failures and durations of one service over time. */
  'services/:service/series': Series;
  /** Requests, failures and durations of all services over time, with slow and failed requests to look at. */
  'service-series': ServiceSeries;
  /** Who calls a service, and what it calls, busiest first. */
  'services/:service/dependencies': Dependencies;
  /** Running copies of a service, with what they use. */
  'services/:service/instances': Instances;
  /** Releases of a service that came to an environment, newest first. */
  'services/:service/deployments': Deployments;
  /** What needs a look at the end of the range, worst first. */
  'findings': Findings;
  /** Traces with a span that matches, each in whole. */
  'traces': Traces;
  /** How many of the found traces hold each service, root operation, status, route … */
  'traces/facets': TraceFacets;
  /** One trace: its spans with everything they carry, or with columns=1 in columns for drawing. */
  'traces/:traceId': Trace | TraceColumns;
  /** One span with everything it carries. */
  'traces/:traceId/spans/:spanId': SpanAnswer;
  /** Log lines that match, by time. */
  'logs': Logs;
  /** How many log lines match, over time and by severity. */
  'logs/histogram': LogHistogram;
  /** How many of the matching log lines hold each service, severity, environment …, and each value of the commonest attributes. */
  'logs/facets': LogFacets;
  /** What the same instance of the same service logged before and after a line. */
  'logs/context': LogContext;
  /** Sessions with an event in the range, each in whole, whenever it began and ended (what is further than a day from the range is left out). where= compares log records: one of the session must match all, none what != !~ !key? rule out. */
  'sessions': Sessions;
  /** One session with its recordings and its events: log records that carry its id, and spans of requests that its pages sent. The answer covers the session; from and to are not looked at. */
  'sessions/:id': SessionDetail;
  /** A recording of a session, unpacked, in order, piece by piece: at most 8 MB of events an answer. */
  'sessions/:id/replay': SessionReplay;
  /** Web vitals by page, device, release or service, the busiest first; at most 200 of them. */
  'vitals': Vitals;
  /** The 75th percentile of one web vital over time. */
  'vitals/series': VitalSeries;
  /** Pages by their routes with views, sessions, errors and vitals, the most viewed first. */
  'pages': Pages;
  /** Scripts, pictures, styles and whatever else pages load. */
  'resources': Resources;
  /** Keys that where= can ask for, most frequent first. */
  'attributes': SuggestedKeys;
  /** Values of one key, most frequent first. */
  'attributes/:key/values': SuggestedValues;
  /** Metrics that had points in the range, by name. */
  'metrics': Metrics;
  /** One metric: what it is, how it can be asked, its labels. */
  'metrics/:name': Metric;
  /** One metric over time. */
  'metrics/:name/series': MetricSeries;
  /** The server itself: version, limits, features, what arrives. */
  'meta': Meta;
  /** What was not taken since the server started, of the project and of keys that are not known, and how much of it in the time asked for. Times are remembered for a day, in steps of five minutes. */
  'refused': Refusals;
  /** What is kept of all projects, for how long, how much room it takes, and what was removed. */
  'keeping': Keeping;
  /** Who asks, and what they may see. Answers without a key too. */
  'session': Session;
  /** The projects that the asker may see, oldest first. */
  'projects': Projects;
  /** Keys of a project, newest first. */
  'projects/:project/keys': Keys;
  /** Who changed what in a project, newest first. */
  'projects/:project/audit': Audit;
  /** Saved views by name. */
  'views': Views;
}

/** What each change takes and answers, by method and route; `version` goes into If-Match. */
export interface Changes {
  /** Signs in with a read or an admin key: the answer sets the cookie of the pages. */
  'POST session': {
    params: Record<never, never>;
    body: SignIn;
    answer: SignedIn;
    version: undefined;
  };
  /** Signs out. */
  'DELETE session': {
    params: Record<never, never>;
    body: undefined;
    answer: undefined;
    version: undefined;
  };
  /** Makes a project. */
  'POST projects': {
    params: Record<never, never>;
    body: NewProject;
    answer: Project;
    version: undefined;
  };
  /** Makes a key. The answer is the only one that ever shows it. */
  'POST projects/:project/keys': {
    params: {
      /** Slug of the project. */
      project: string;
    };
    body: NewKey;
    answer: MadeKey;
    version: undefined;
  };
  /** Saves the address of a page under a name. */
  'POST views': {
    params: {
      /** The project; that of the key where none is given. */
      project?: string;
    };
    body: ViewContent;
    answer: View;
    version: undefined;
  };
  /** Makes a backup of telemetry, projects and keys, while data goes on coming; answers when it is made. */
  'POST backups': {
    params: Record<never, never>;
    body: undefined;
    answer: Backup;
    version: undefined;
  };
  /** Changes name, time zone or status of a project; a paused one takes no telemetry. */
  'PATCH projects/:project': {
    params: {
      /** Slug of the project. */
      project: string;
    };
    body: ProjectChange;
    answer: Project;
    version: undefined;
  };
  /** Removes a project that has no working keys; its telemetry stays until its time is over. */
  'DELETE projects/:project': {
    params: {
      /** Slug of the project. */
      project: string;
    };
    body: undefined;
    answer: undefined;
    version: undefined;
  };
  /** Revokes a key for good, and ends the sessions that were opened with it. */
  'DELETE projects/:project/keys/:id': {
    params: {
      /** Slug of the project. */
      project: string;
      /** Id of the key. */
      id: string;
    };
    body: undefined;
    answer: undefined;
    version: undefined;
  };
  /** Changes a saved view, if it is still as it was read. */
  'PUT views/:id': {
    params: {
      /** The project; that of the key where none is given. */
      project?: string;
      /** Id of the saved view. */
      id: string;
    };
    body: ViewContent;
    answer: View;
    version: number;
  };
  /** Removes a saved view, if it is still as it was read. */
  'DELETE views/:id': {
    params: {
      /** The project; that of the key where none is given. */
      project?: string;
      /** Id of the saved view. */
      id: string;
    };
    body: undefined;
    answer: undefined;
    version: number;
  };
}

/** Shapes of the answers that the pages read, by the name of the question. */

export interface Answered {
  readonly from: string;
  readonly to: string;
  readonly stats: { readonly rowsRead: number; readonly ms: number };
}

export interface List<Item> extends Answered {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Service {
  readonly service: string;
  readonly namespace: string;
  readonly requests: number;
  readonly errors: number;
  readonly requestsPerSecond: number;
  readonly errorRate: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly lastSeenUnixNano: string;
  readonly releases: readonly string[];
  readonly environments: readonly string[];
}

export type Point = readonly [epochMs: number, value: number | null];

export interface Series {
  readonly name: string;
  readonly labels: { readonly service: string };
  readonly unit: string;
  readonly points: readonly Point[];
}

export interface Exemplar {
  readonly timeMs: number;
  readonly durationMs: number;
  readonly traceId: string;
  readonly service: string;
  readonly error: boolean;
}

export interface Finding {
  readonly service: string;
  readonly kind: 'failing' | 'slow' | 'silent';
  readonly headline: string;
  readonly detail: string;
  readonly onsetUnixNano: string;
  readonly usual: number | null;
  readonly now: number;
  readonly unit: 'ratio' | 'ms' | 's';
  readonly near: {
    readonly deployment: { readonly service: string; readonly release: string; readonly atUnixNano: string };
  } | null;
  readonly link: { readonly text: string; readonly href: string };
}

export interface TraceSummary {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly startUnixNano: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly services: readonly string[];
}

export interface Facet {
  readonly key: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

export interface TraceColumns extends Answered {
  readonly traceId: string;
  readonly startUnixNano: string;
  readonly durationNano: string;
  readonly total: number;
  readonly truncated: boolean;
  readonly strings: {
    readonly names: readonly string[];
    readonly services: readonly string[];
    readonly messages: readonly string[];
    readonly kinds: readonly string[];
  };
  readonly columns: {
    readonly spanId: readonly string[];
    /** Empty for a root. */
    readonly parentSpanId: readonly string[];
    readonly name: readonly number[];
    readonly service: readonly number[];
    readonly kind: readonly number[];
    readonly startOffsetNano: readonly number[];
    readonly durationNano: readonly number[];
    /** 0 unset, 1 ok, 2 error. */
    readonly status: readonly number[];
    /** −1 for none. */
    readonly message: readonly number[];
    readonly events: readonly number[];
    readonly links: readonly number[];
  };
}

export interface SpanDetail {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly startUnixNano: string;
  readonly durationNano: string;
  readonly status: { readonly code: string; readonly message: string };
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: { readonly attributes: Readonly<Record<string, string>> };
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

export interface Answers {
  readonly services: List<Service>;
  readonly 'service-series': Answered & {
    readonly stepMs: number;
    readonly series: readonly Series[];
    readonly exemplars: readonly Exemplar[];
  };
  readonly findings: List<Finding> & { readonly services: number };
  readonly traces: List<TraceSummary>;
  readonly 'traces/facets': Answered & { readonly facets: readonly Facet[]; readonly total: number };
  readonly 'traces/:traceId': TraceColumns;
  readonly 'traces/:traceId/spans/:spanId': Answered & { readonly span: SpanDetail };
  readonly meta: {
    readonly version: string;
    readonly receiving: {
      readonly spansPerSecond: number;
      readonly logRecordsPerSecond: number;
      readonly dataPointsPerSecond: number;
    };
  };
}

export type QuestionName = keyof Answers;

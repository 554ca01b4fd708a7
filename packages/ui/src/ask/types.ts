/** The answers that the pages read: the API's own types, under the names that the pages use. */
import type { Answers as ApiAnswers, Line, TraceColumns } from './api.d.ts';

export type {
  Exemplar,
  Facet,
  Finding,
  Key,
  KeptTable,
  Line,
  Project,
  Recording,
  Refusal,
  Service,
  SessionEvent,
  SessionSummary,
  Span as SpanDetail,
  TraceColumns,
  TraceSummary,
  View,
  Vital,
} from './api.d.ts';

/** `[epochMs, value]`, null where there was nothing to measure. */
export type Point = Readonly<Line['points'][number]>;

/** Answers by the name of their question. A trace is always asked for in columns: attributes come with a selected span. */
export interface Answers extends Omit<ApiAnswers, 'traces/:traceId'> {
  'traces/:traceId': TraceColumns;
}

export type QuestionName = keyof Answers;

import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { ATTR_GRAPHQL_OPERATION_NAME, ATTR_GRAPHQL_OPERATION_TYPE } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { contextWithSpan } from '../../tracer/context/storage.ts';
import { recordThrown } from '../in-span.ts';
import type { ChannelUse } from '../trace-channel.ts';

/** What GraphQL 17 publishes on its channels: the call, then its result or what it threw. */
export interface GraphqlMessage {
  readonly result?: unknown;
  readonly error?: unknown;
  readonly operationName?: string | undefined;
  readonly operationType?: string | undefined;
  readonly parentType?: string;
  readonly fieldName?: string;
  readonly isDefaultResolver?: boolean;
}

/** Most errors of one result that become events: a result has one for each item of a list that failed. */
const MAX_ERRORS = 8;

interface Stage {
  readonly channel: string;
  /** Undefined: this call gets no span. */
  readonly describe: (
    message: GraphqlMessage,
  ) => { readonly name: string; readonly attributes: Attributes } | undefined;
  /** Where a call that went well has what the request did wrong, if anywhere. */
  readonly errorsOf?: (result: unknown) => unknown;
}

const PARSE: Stage = {
  channel: 'graphql:parse',
  describe: () => ({ name: 'graphql.parse', attributes: {} }),
};
const VALIDATE: Stage = {
  channel: 'graphql:validate',
  describe: () => ({ name: 'graphql.validate', attributes: {} }),
  errorsOf: (result) => result,
};
const RESOLVE: Stage = {
  channel: 'graphql:resolve',
  // Reading a property is no work of the program's.
  describe: ({ isDefaultResolver, parentType, fieldName }) =>
    isDefaultResolver === true ? undefined : { name: `graphql.resolve ${parentType}.${fieldName}`, attributes: {} },
};
const EXECUTE: Stage = {
  channel: 'graphql:execute',
  describe: describeOperation,
  errorsOf: (result) => (isRecord(result) ? result['errors'] : undefined),
};
const SUBSCRIBE: Stage = { ...EXECUTE, channel: 'graphql:subscribe' };

const STAGES: Readonly<Record<string, Stage>> = Object.fromEntries(
  [PARSE, VALIDATE, EXECUTE, SUBSCRIBE, RESOLVE].map((stage) => [stage.channel, stage]),
);

function describeOperation({ operationName, operationType }: GraphqlMessage): { name: string; attributes: Attributes } {
  return {
    name: [operationType ?? 'graphql.execute', operationName].filter(Boolean).join(' '),
    attributes: {
      ...(operationType === undefined ? {} : { [ATTR_GRAPHQL_OPERATION_TYPE]: operationType }),
      ...(operationName === undefined ? {} : { [ATTR_GRAPHQL_OPERATION_NAME]: operationName }),
    },
  };
}

/** What is done with the calls on one of GraphQL's channels. */
export function createGraphqlUse(tracer: Tracer, channel: string): ChannelUse<GraphqlMessage> {
  const { describe, errorsOf } = STAGES[channel] ?? PARSE;
  const spans = new WeakMap<GraphqlMessage, Span>();
  const end = (message: GraphqlMessage): void => {
    const span = spans.get(message);
    if (span === undefined) return;
    const errors = errorsOf?.(message.result);
    if (Array.isArray(errors)) for (const error of errors.slice(0, MAX_ERRORS)) fail(span, error);
    span.end();
  };
  return {
    isMessage: (message): message is GraphqlMessage => isRecord(message),
    start: (message, active) => {
      // Documents are parsed as a program starts, too: that belongs to no request.
      if (trace.getSpan(active)?.isRecording() !== true) return undefined;
      const description = describe(message);
      if (description === undefined) return undefined;
      const span = tracer.startSpan(description.name, { attributes: description.attributes }, active);
      spans.set(message, span);
      return contextWithSpan(active, span);
    },
    error: (message) => {
      const span = spans.get(message);
      if (span !== undefined) fail(span, message.error);
    },
    // A call that gives a promise has neither result nor error yet.
    end: (message) => ('result' in message || 'error' in message ? end(message) : undefined),
    asyncEnd: end,
  };
}

function fail(span: Span, error: unknown): void {
  recordThrown(span, error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}

import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Context, Histogram, Meter, Span, Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ERROR_TYPE_VALUE_OTHER,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@sightglass/api/semconv';
import { contextWithSpan, currentContext } from '../../tracer/context/storage.ts';

// Both as the conventions advise: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

export interface ModelRequest {
  /** `chat`, `embeddings` … */
  readonly operation: string;
  readonly provider: string;
  /** Undefined where the program leaves the choice to the server. */
  readonly model: string | undefined;
  /** Of the model's server. */
  readonly server: Attributes;
  /** What else is known of the request. */
  readonly attributes: Attributes;
  /** What was said to the model, as JSON; only where the program asks for it. */
  readonly input?: string | undefined;
}

export interface ModelAnswer {
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly finishReasons?: readonly string[] | undefined;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  /** What the model answered, as JSON; only where the program asks for it. */
  readonly output?: string | undefined;
}

/** A call of a model on its way. Only the first of its two ends counts. */
export interface ModelCall {
  readonly context: Context;
  answer(answer: ModelAnswer): void;
  fail(error: unknown): void;
}

/** Begins the span of a call of a model; its end also records duration and tokens. */
export type StartModelCall = (request: ModelRequest, parent?: Context) => ModelCall;

export function createModelCalls(tracer: Tracer, meter: Meter): StartModelCall {
  const duration = meter.createHistogram(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, {
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const usage = meter.createHistogram(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, {
    unit: '{token}',
    advice: { explicitBucketBoundaries: TOKENS },
  });
  return (request, parent = currentContext()) => {
    const { operation, provider, model, server, attributes, input } = request;
    const common = {
      [ATTR_GEN_AI_OPERATION_NAME]: operation,
      [ATTR_GEN_AI_PROVIDER_NAME]: provider,
      ...(model === undefined ? {} : { [ATTR_GEN_AI_REQUEST_MODEL]: model }),
      ...server,
    };
    const span = tracer.startSpan(
      model === undefined ? operation : `${operation} ${model}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          ...common,
          ...attributes,
          ...(input === undefined ? {} : { [ATTR_GEN_AI_INPUT_MESSAGES]: input }),
        },
      },
      parent,
    );
    const context = contextWithSpan(parent, span);
    const startedAt = performance.now();
    let isOver = false;
    const finish = (more: Attributes): void => {
      duration.record((performance.now() - startedAt) / 1_000, { ...common, ...more }, context);
      span.end();
    };
    return {
      context,
      answer(answer) {
        if (isOver) return;
        isOver = true;
        const answered = answer.model === undefined ? {} : { [ATTR_GEN_AI_RESPONSE_MODEL]: answer.model };
        span.setAttributes(answerAttributes(answer));
        countTokens(usage, { ...common, ...answered }, answer, context);
        finish(answered);
      },
      fail(error) {
        if (isOver) return;
        isOver = true;
        finish({ [ATTR_ERROR_TYPE]: writeFailure(span, error) });
      },
    };
  };
}

function answerAttributes({ id, model, finishReasons, inputTokens, outputTokens, output }: ModelAnswer): Attributes {
  // Undefined values are left out by the span.
  return {
    [ATTR_GEN_AI_RESPONSE_ID]: id,
    [ATTR_GEN_AI_RESPONSE_MODEL]: model,
    [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: finishReasons === undefined ? undefined : [...finishReasons],
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: inputTokens,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: outputTokens,
    [ATTR_GEN_AI_OUTPUT_MESSAGES]: output,
  };
}

function countTokens(usage: Histogram, common: Attributes, answer: ModelAnswer, context: Context): void {
  const { inputTokens, outputTokens } = answer;
  if (inputTokens !== undefined) usage.record(inputTokens, { ...common, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' }, context);
  if (outputTokens !== undefined)
    usage.record(outputTokens, { ...common, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' }, context);
}

/** @returns the type of the error: the name of its class, as models' clients have one for each kind of fault. */
export function writeFailure(span: Span, error: unknown): string {
  const type = error instanceof Error ? error.constructor.name : ERROR_TYPE_VALUE_OTHER;
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
  return type;
}

import { trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_NAME,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { contextWithSpan } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createModelCalls, writeFailure } from '../genai/calls.ts';
import type { ModelAnswer, ModelCall } from '../genai/calls.ts';
import type { ChannelUse } from '../trace-channel.ts';

/** What the AI SDK 7 publishes on `ai:telemetry`. */
export interface AiMessage {
  /** `generateText`, `step`, `languageModelCall`, `executeTool`, `embed` … */
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Most streams that are waited for: one that nobody reads never ends. */
const MAX_STREAMS = 1_000;
const EMBEDDINGS: ReadonlySet<string> = new Set(['embed', 'embedMany']);

/** What is done with what the AI SDK publishes. */
export function createAiUse({ tracer, meter }: CaptureTools): ChannelUse<AiMessage> {
  const startCall = createModelCalls(tracer, meter);
  const calls = new WeakMap<AiMessage, ModelCall>();
  const spans = new WeakMap<AiMessage, Span>();
  const streams = new Map<unknown, ModelCall>();

  const begin = (message: AiMessage, active: Context): Context | undefined => {
    const { type, event } = message;
    // It has the same beginning and end as the calls in it.
    if (type === 'step') return undefined;
    if (type === 'languageModelCall' || EMBEDDINGS.has(type)) {
      const operation = EMBEDDINGS.has(type) ? 'embeddings' : 'chat';
      const { provider = 'unknown', model } = modelOf(event);
      const call = startCall({ operation, provider, model, server: {}, attributes: {} }, active);
      calls.set(message, call);
      return call.context;
    }
    if (trace.getSpan(active)?.isRecording() === false) return undefined;
    const { name, attributes } = type === 'executeTool' ? describeTool(event) : describeWork(type, event);
    const span = tracer.startSpan(name, { attributes }, active);
    spans.set(message, span);
    return contextWithSpan(active, span);
  };

  const finish = (message: AiMessage): void => {
    const { type, event, result, error } = message;
    const call = calls.get(message);
    if (call !== undefined && error !== undefined) call.fail(error);
    else if (call !== undefined && isRecord(result) && result['stream'] !== undefined) waitFor(event['callId'], call);
    else call?.answer(answerOf(result));
    // A stream tells no more of its end than that it is there.
    if (type === 'step' || type === 'streamText') endStream(event['callId'], error);
    spans.get(message)?.end();
  };

  const waitFor = (id: unknown, call: ModelCall): void => {
    streams.set(id, call);
    if (streams.size <= MAX_STREAMS) return;
    const [oldest] = streams.keys();
    endStream(oldest, undefined);
  };
  const endStream = (id: unknown, error: unknown): void => {
    const call = streams.get(id);
    streams.delete(id);
    if (error === undefined) call?.answer({});
    else call?.fail(error);
  };

  return {
    isMessage,
    start: begin,
    error: (message) => {
      const span = spans.get(message);
      if (span !== undefined) writeFailure(span, message.error);
    },
    asyncEnd: finish,
  };
}

interface Description {
  readonly name: string;
  readonly attributes: Attributes;
}

function describeWork(type: string, event: AiMessage['event']): Description {
  const { provider, model } = modelOf(event);
  return {
    name: `ai.${type}`,
    attributes: {
      ...(provider === undefined ? {} : { [ATTR_GEN_AI_PROVIDER_NAME]: provider }),
      ...(model === undefined ? {} : { [ATTR_GEN_AI_REQUEST_MODEL]: model }),
    },
  };
}

function describeTool(event: AiMessage['event']): Description {
  const call = isRecord(event['toolCall']) ? event['toolCall'] : {};
  const { toolName, toolCallId } = call;
  return {
    name: typeof toolName === 'string' ? `execute_tool ${toolName}` : 'execute_tool',
    attributes: {
      [ATTR_GEN_AI_OPERATION_NAME]: 'execute_tool',
      ...(typeof toolName === 'string' ? { [ATTR_GEN_AI_TOOL_NAME]: toolName } : {}),
      ...(typeof toolCallId === 'string' ? { [ATTR_GEN_AI_TOOL_CALL_ID]: toolCallId } : {}),
    },
  };
}

/** `openai.chat` is OpenAI's interface for chats. */
function modelOf({ provider, modelId }: AiMessage['event']): { provider?: string; model: string | undefined } {
  const model = typeof modelId === 'string' ? modelId : undefined;
  return typeof provider === 'string' ? { provider: provider.replace(/\..*/, ''), model } : { model };
}

function answerOf(result: unknown): ModelAnswer {
  if (!isRecord(result)) return {};
  const response = isRecord(result['response']) ? result['response'] : {};
  const usage = isRecord(result['usage']) ? result['usage'] : {};
  const reason = isRecord(result['finishReason']) ? result['finishReason']['unified'] : undefined;
  return {
    id: typeof response['id'] === 'string' ? response['id'] : undefined,
    model: typeof response['modelId'] === 'string' ? response['modelId'] : undefined,
    finishReasons: typeof reason === 'string' ? [reason] : undefined,
    // One number for embeddings, which have no output.
    inputTokens: totalOf(usage['inputTokens'] ?? usage['tokens']),
    outputTokens: totalOf(usage['outputTokens']),
  };
}

function totalOf(count: unknown): number | undefined {
  const total = isRecord(count) ? count['total'] : count;
  return typeof total === 'number' ? total : undefined;
}

function isMessage(message: object): message is AiMessage {
  return isRecord(message) && typeof message['type'] === 'string' && isRecord(message['event']);
}

import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { createModelCalls } from '../genai/calls.ts';
import type { ModelCall } from '../genai/calls.ts';
import { guarded } from '../guarded.ts';
import type { HookedCall } from '../hooked-calls.ts';
import type { ChannelUse } from '../trace-channel.ts';
import { createChatReader, createEmbeddingsReader, createResponsesReader } from './answers.ts';
import type { AnswerReader } from './answers.ts';
import type { OpenaiChannel } from './patch.ts';
import { watchPromise, watchStream } from './promise.ts';
import { requestAttributes, serverOf, textOf } from './request.ts';

/** Most of what was said to a model that is kept, in characters of its JSON. */
const MAX_INPUT = 65_536;

/** By channel, what is done with the calls that our patch makes visible. */
export type OpenaiUses = Readonly<Record<OpenaiChannel, ChannelUse<HookedCall>>>;

export function createOpenaiUses({ tracer, meter, settings }: CaptureTools): OpenaiUses {
  const startCall = createModelCalls(tracer, meter);
  const keepsContent = settings.genai.content;

  const use = (channel: OpenaiChannel, operation: string, createReader: () => AnswerReader): ChannelUse<HookedCall> => {
    const started = new WeakMap<HookedCall, ModelCall>();
    return {
      isMessage: (message): message is HookedCall => 'arguments' in message,
      start: (hooked) => {
        const [body] = hooked.arguments;
        if (!isRecord(body)) return undefined;
        const call = startCall({
          operation,
          provider: 'openai',
          model: textOf(body['model']),
          server: serverOf(hooked.self),
          attributes: requestAttributes(body),
          input: keepsContent ? inputOf(body) : undefined,
        });
        started.set(hooked, call);
        return call.context;
      },
      end: (hooked) => {
        const call = started.get(hooked);
        if (call !== undefined) follow(channel, hooked, call, createReader());
      },
    };
  };

  return {
    'sightglass:openai:chat': use('sightglass:openai:chat', 'chat', () => createChatReader(keepsContent)),
    'sightglass:openai:responses': use('sightglass:openai:responses', 'chat', () =>
      createResponsesReader(keepsContent),
    ),
    'sightglass:openai:embeddings': use('sightglass:openai:embeddings', 'embeddings', createEmbeddingsReader),
  };
}

/** The promise that the program gets is the client's own, with more to it than a promise: it is watched, never replaced. */
function follow(channel: string, hooked: HookedCall, call: ModelCall, reader: AnswerReader): void {
  const read = guarded(channel, (value: unknown) => reader.read(value));
  const ended = guarded(channel, () => call.answer(reader.answer()));
  const failed = guarded(channel, (error: unknown) => call.fail(error));
  if (hooked.error !== undefined) return failed(hooked.error);
  const isWatched = watchPromise(hooked.result, {
    parsed: (value) => {
      if (watchStream(value, { chunk: read, ended, failed })) return;
      read(value);
      ended();
    },
    unparsed: ended,
    failed,
  });
  if (!isWatched) ended();
}

/** Messages in the form of the conventions: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ */
function inputOf(body: Readonly<Record<string, unknown>>): string {
  const given = body['messages'] ?? body['input'];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const messages = list.map((one) => {
    const content = isRecord(one) ? one['content'] : one;
    return {
      role: (isRecord(one) ? textOf(one['role']) : undefined) ?? 'user',
      parts: [{ type: 'text', content: typeof content === 'string' ? content : JSON.stringify(content) }],
    };
  });
  return JSON.stringify(messages).slice(0, MAX_INPUT);
}

import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import type { OpenaiUses } from '../genai/index.ts';
import { useChannelOnceCalled } from '../trace-channel.ts';
import { OPENAI_CHANNELS } from './patch.ts';

/**
 * OpenAI's client 7: spans, durations and tokens of chats, responses and embeddings, streamed or not. What is said stays in the
 * program unless it is asked for.
 */
export function startOpenaiCapture(tools: CaptureTools): () => void {
  let made: OpenaiUses | undefined;
  const stops = OPENAI_CHANNELS.map((channel) =>
    useChannelOnceCalled(channel, () => {
      made ??= loadPart('genai').createOpenaiUses(tools);
      return made[channel];
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

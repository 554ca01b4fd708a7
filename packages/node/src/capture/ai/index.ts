import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { useChannelOnceCalled } from '../trace-channel.ts';

/**
 * The AI SDK 7: spans of what the program asks for, with the calls of models and tools below it. What is said stays in the
 * program.
 */
export function startAiCapture(tools: CaptureTools): () => void {
  return useChannelOnceCalled('ai:telemetry', () => loadPart('genai').createAiUse(tools));
}

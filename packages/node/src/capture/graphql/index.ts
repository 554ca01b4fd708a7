import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { useChannelOnceCalled } from '../trace-channel.ts';

const CHANNELS = ['graphql:parse', 'graphql:validate', 'graphql:execute', 'graphql:subscribe'];

/**
 * GraphQL 17: spans of parsing, validation and execution, with the errors of the result; of resolvers where it is asked for. The
 * document is left out, since it may hold what people typed.
 */
export function startGraphqlCapture({ tracer, settings }: CaptureTools): () => void {
  const channels = settings.graphql.resolvers ? [...CHANNELS, 'graphql:resolve'] : CHANNELS;
  const stops = channels.map((channel) =>
    useChannelOnceCalled(channel, () => loadPart('frameworks').createGraphqlUse(tracer, channel)),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

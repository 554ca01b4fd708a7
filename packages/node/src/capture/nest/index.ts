import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { useChannelOnceCalled } from '../trace-channel.ts';

/**
 * Nest 12: a span of the controller's method that answers, `CatsController.findAll`, with its guards, pipes and interceptors. The
 * route comes from Express or Fastify, on which Nest stands.
 */
export function startNestCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;
  const stop = useChannelOnceCalled('sightglass:nest:create', () =>
    loadPart('frameworks').createNestUse(tracer, () => isOn),
  );
  return () => {
    isOn = false;
    stop();
  };
}

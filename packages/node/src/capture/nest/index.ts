import { trace } from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { failWith, inSpan } from '../in-span.ts';
import { useChannel } from '../trace-channel.ts';

type Handler = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Nest 12: a span of the controller's method that answers, `CatsController.findAll`, with its guards, pipes and interceptors. The
 * route comes from Express or Fastify, on which Nest stands.
 */
export function startNestCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;

  const wrap = (handler: Handler, name: string): Handler => {
    const options = { attributes: { [ATTR_CODE_FUNCTION_NAME]: name } };
    const wrapper: Handler = function (...given) {
      const active = currentContext();
      const run = (): unknown => handler.apply(this, given);
      if (!isOn || trace.getSpan(active)?.isRecording() !== true) return run();
      return inSpan(active, tracer.startSpan(name, options, active), failWith, run);
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler));
    return wrapper;
  };

  const stop = useChannel<HookedCall>('sightglass:nest:create', {
    isMessage: (message): message is HookedCall => 'arguments' in message,
    start: () => undefined,
    end: (call) => {
      const [controller, method] = call.arguments;
      if (isHandler(call.result)) call.result = wrap(call.result, `${classOf(controller)}.${nameOf(method)}`);
    },
  });
  return () => {
    isOn = false;
    stop();
  };
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function classOf(controller: unknown): string {
  return isRecord(controller) && controller.constructor.name !== '' ? controller.constructor.name : 'controller';
}

function nameOf(method: unknown): string {
  return typeof method === 'function' && method.name !== '' ? method.name : 'anonymous';
}

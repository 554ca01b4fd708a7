import { trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { failWith, inSpan } from '../in-span.ts';
import type { ChannelUse } from '../trace-channel.ts';

type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** What is done where Nest makes the function of a route. */
export function createNestUse(tracer: Tracer, isOn: () => boolean): ChannelUse<HookedCall> {
  const wrap = (handler: Handler, name: string): Handler => {
    const options = { attributes: { [ATTR_CODE_FUNCTION_NAME]: name } };
    const wrapper: Handler = function (...given) {
      const active = currentContext();
      const run = (): unknown => handler.apply(this, given);
      if (!isOn() || trace.getSpan(active)?.isRecording() !== true) return run();
      return inSpan(active, tracer.startSpan(name, options, active), failWith, run);
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler));
    return wrapper;
  };

  return {
    isMessage: (message): message is HookedCall => 'arguments' in message,
    start: () => undefined,
    end: (call) => {
      const [controller, method] = call.arguments;
      if (isHandler(call.result)) call.result = wrap(call.result, `${classOf(controller)}.${nameOf(method)}`);
    },
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

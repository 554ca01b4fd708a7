import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { cut, read } from '@sightglass/errors/browser/internal';

/** Most characters of a message, and of a stack. */
const MAX = 16_384;

/** What was thrown, as attributes. Its type is its code where it has one, as OpenTelemetry's SDKs have it. */
export function attributesOfException(thrown: unknown): Record<string, string> {
  const [code, name, message, stack] = ['code', 'name', 'message', 'stack'].map((key) => read(thrown, key));
  const type = code ?? name;
  return {
    ...(type !== undefined && { [ATTR_EXCEPTION_TYPE]: cut(type) }),
    [ATTR_EXCEPTION_MESSAGE]: cut(message ?? thrown, MAX),
    ...(typeof stack === 'string' && { [ATTR_EXCEPTION_STACKTRACE]: cut(stack, MAX) }),
  };
}

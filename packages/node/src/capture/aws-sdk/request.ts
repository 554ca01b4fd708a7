import type { Attributes, Span } from '@opentelemetry/api';
import {
  ATTR_AWS_EXTENDED_REQUEST_ID,
  ATTR_AWS_REQUEST_ID,
  ATTR_CLOUD_REGION,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import type { CallOutcome, HookedCall } from '../hooked-calls.ts';

/** A command on its way. */
export interface AwsRequest {
  /** As AWS names it, without spaces: `S3`, `SQS`, `DynamoDB`. */
  readonly service: string;
  /** `GetObject`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: unknown;
}

/** Undefined for what is no command of AWS: others build clients with the same parts. */
export function readRequest({ self, arguments: [command] }: HookedCall): AwsRequest | undefined {
  if (!isRecord(self) || !isRecord(command) || !isRecord(self['config'])) return undefined;
  const { serviceId, region } = self['config'];
  const operation = operationOf(command);
  if (typeof serviceId !== 'string' || operation === undefined) return undefined;
  const input = isRecord(command['input']) ? command['input'] : {};
  return { service: serviceId.replaceAll(/\s/g, ''), operation, input, region };
}

/** From the command's schema, which minifying leaves alone; of a version without from the name of its class. */
function operationOf({ schema, constructor }: Record<string, unknown>): string | undefined {
  const named: unknown = Array.isArray(schema) ? schema[2] : undefined;
  if (typeof named === 'string') return named;
  return typeof constructor === 'function' ? constructor.name.replace(/Command$/, '') : undefined;
}

/** A client finds its region out while it sends. */
export function tellRegion({ region }: AwsRequest, span: Span): void {
  if (typeof region !== 'function') return;
  Promise.resolve(Reflect.apply(region, undefined, [])).then(
    (found: unknown) => {
      if (typeof found === 'string') span.setAttribute(ATTR_CLOUD_REGION, found);
    },
    // The program hears of it by the call that it makes.
    () => {},
  );
}

/** What every answer tells, of success and failure alike. */
export function answerAttributes(outcome: CallOutcome): Attributes {
  const answer = outcome.failed ? outcome.error : outcome.value;
  const metadata = isRecord(answer) ? answer['$metadata'] : undefined;
  if (!isRecord(metadata)) return {};
  const { httpStatusCode, requestId, extendedRequestId } = metadata;
  return {
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    [ATTR_AWS_REQUEST_ID]: typeof requestId === 'string' ? requestId : undefined,
    [ATTR_AWS_EXTENDED_REQUEST_ID]: typeof extendedRequestId === 'string' ? extendedRequestId : undefined,
  };
}

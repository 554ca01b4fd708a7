import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_REQUEST_CHOICE_COUNT,
  ATTR_GEN_AI_REQUEST_ENCODING_FORMATS,
  ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY,
  ATTR_GEN_AI_REQUEST_STOP_SEQUENCES,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a request says about how the model is to answer; nothing of what is said to it. */
export function requestAttributes(body: Body): Attributes {
  const choices = numberOf(body['n']);
  return defined({
    [ATTR_GEN_AI_REQUEST_MAX_TOKENS]: numberOf(
      body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens'],
    ),
    [ATTR_GEN_AI_REQUEST_TEMPERATURE]: numberOf(body['temperature']),
    [ATTR_GEN_AI_REQUEST_TOP_P]: numberOf(body['top_p']),
    [ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY]: numberOf(body['frequency_penalty']),
    [ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY]: numberOf(body['presence_penalty']),
    [ATTR_GEN_AI_REQUEST_STOP_SEQUENCES]: textsOf(body['stop']),
    [ATTR_GEN_AI_REQUEST_CHOICE_COUNT]: choices === undefined || choices === 1 ? undefined : choices,
    [ATTR_GEN_AI_REQUEST_ENCODING_FORMATS]: textsOf(body['encoding_format']),
  });
}

/** Address and port of the server that a resource of the client talks to. */
export function serverOf(resource: unknown): Attributes {
  const client = isRecord(resource) ? resource['_client'] : undefined;
  const base = isRecord(client) ? client['baseURL'] : undefined;
  if (typeof base !== 'string' || !URL.canParse(base)) return {};
  const { hostname, port, protocol } = new URL(base);
  return {
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

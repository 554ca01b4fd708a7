// Variables as OpenTelemetry reads them: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
// An empty one is as good as none. A wrong one is told through `diag` and left out: it must not stop somebody's program.

import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';

/** Names and values that stand for what a configuration file says. */
export type Variables = Readonly<Record<string, string>>;

let ofFile: Variables | undefined;
let attributesOfFile: Attributes = {};

/**
 * From now on `OTEL_*` is what a configuration file says, and nothing else is read of that kind: the specification wants the
 * file to be whole. https://opentelemetry.io/docs/specs/otel/configuration/sdk/#in-memory-configuration-model
 */
export function readFromFile(variables: Variables | undefined, attributes: Attributes = {}): void {
  ofFile = variables;
  attributesOfFile = attributes;
}

/** The resource attributes of the configuration file, each with its type; none without a file. */
export function attributesFromFile(): Attributes {
  return attributesOfFile;
}

/** The trimmed text, undefined where there is none. */
export function textFrom(variable: string): string | undefined {
  const value =
    ofFile !== undefined && variable.startsWith('OTEL_') && !BESIDE_THE_FILE.has(variable)
      ? ofFile[variable]
      : process.env[variable];
  const text = value?.trim();
  return text === undefined || text === '' ? undefined : text;
}

/** Read whatever a file says: they are about the agent as a whole, or nothing in a file stands for them. */
const BESIDE_THE_FILE: ReadonlySet<string> = new Set([
  'OTEL_CONFIG_FILE',
  'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
]);

/** A number; text that is none is told and left out. */
export function numberFrom(variable: string): number | undefined {
  const text = textFrom(variable);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  diag.warn(`${variable} is ${JSON.stringify(text.slice(0, 200))} and left out; give a number`);
  return undefined;
}

/** A number above 0; anything else is told, and `otherwise` is used. */
export function positiveFrom(variable: string, otherwise: number): number {
  const value = numberFrom(variable);
  if (value === undefined || value > 0) return value ?? otherwise;
  diag.warn(`${variable} is ${value}; give a number above 0; ${otherwise} is used`);
  return otherwise;
}

/** `true` or `false` in any case; text that is neither is told and left out. */
export function flagFrom(variable: string): boolean | undefined {
  const text = textFrom(variable)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  diag.warn(`${variable} is ${JSON.stringify(text.slice(0, 200))} and left out; give true or false`);
  return undefined;
}

/** What stands between commas; an empty list where there is nothing. */
export function listFrom(variable: string): readonly string[] {
  return (textFrom(variable) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** One of the known words in any case; another one is told, and `otherwise` is used. */
export function choiceFrom<Choice extends string>(
  variable: string,
  known: readonly Choice[],
  otherwise: Choice,
): Choice {
  const text = textFrom(variable);
  if (text === undefined) return otherwise;
  const choice = known.find((candidate) => candidate === text.toLowerCase());
  if (choice === undefined) diag.warn(`${variable} is ${text}; use ${known.join(' or ')}; ${otherwise} is used`);
  return choice ?? otherwise;
}

/**
 * `key=value` between commas, percent-encoded as in a W3C baggage header. A pair that cannot be read is told, without its
 * value, which may be a secret, and left out.
 */
export function pairsFrom(variable: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  for (const pair of listFrom(variable)) {
    const [key, value] = pairIn(pair);
    if (key !== '' && value !== undefined) pairs[key] = value;
    else
      diag.warn(
        `${variable}: ${JSON.stringify(key)} is left out; give key=value, percent-encoded, with commas between`,
      );
  }
  return pairs;
}

function pairIn(pair: string): [key: string, value: string | undefined] {
  const at = pair.indexOf('=');
  const key = (at === -1 ? pair : pair.slice(0, at)).trim();
  if (at === -1) return [key, undefined];
  try {
    return [decodeURIComponent(key), decodeURIComponent(pair.slice(at + 1).trim())];
  } catch {
    return [key, undefined];
  }
}

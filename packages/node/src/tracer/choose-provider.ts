import { diag } from '@opentelemetry/api';
import type { IdGenerator, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { isRootSampler } from './sampling.ts';
import type { SpanSampler } from './sampling.ts';

/** What a user may bring that was written against the stock SDK. */
export interface UserParts {
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  readonly sampler?: Sampler | SpanSampler | undefined;
  readonly idGenerator?: IdGenerator | undefined;
}

/**
 * The fast tracer, or the stock SDK for the whole provider where the user brings parts that need its spans. Decided before
 * the first span, told in one line.
 */
export function chooseProvider<Fast, Stock>(
  { spanProcessors = [], sampler, idGenerator }: UserParts,
  createFast: () => Fast,
  createStock: () => Stock,
): Fast | Stock {
  const own = [
    ...spanProcessors.map((processor) => processor.constructor.name),
    ...(sampler === undefined || isRootSampler(sampler) ? [] : [`sampler ${sampler.toString()}`]),
    ...(idGenerator === undefined ? [] : [`id generator ${idGenerator.constructor.name}`]),
  ];
  if (own.length === 0) return createFast();
  diag.info(`the stock OpenTelemetry SDK makes the spans, because the program brings ${own.join(', ')}`);
  return createStock();
}

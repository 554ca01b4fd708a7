import { diag } from '@opentelemetry/api';
import { choiceFrom, numberFrom, textFrom } from '../config/environment.ts';
import type { ResolvedStartOptions } from '../config/options.ts';
import { createRateLimit } from '../tracer/rate-limit.ts';
import { createConsistentRatio, createLegacyRatio, keepEverything, keepNothing } from '../tracer/sampling.ts';
import type { RootSampler, SpanSampler } from '../tracer/sampling.ts';
import { createRatioSampler, everySpan, noSpan } from './span-samplers.ts';

/**
 * Option `sampler`, else `tracesPerSecond`, else `sampleRatio`, each in code before the environment: `OTEL_TRACES_SAMPLER` (with `_ARG`), else
 * `SIGHTGLASS_TRACES_PER_SECOND`, else `SIGHTGLASS_SAMPLE_RATIO`, else everything.
 */
export function createSampler({ code, fallback }: ResolvedStartOptions): SpanSampler {
  if (code.sampler !== undefined) return code.sampler;
  if (code.tracesPerSecond !== undefined) return createRateLimit(code.tracesPerSecond);
  if (code.sampleRatio !== undefined) return ratioOfRoots(code.sampleRatio);
  const name = textFrom('OTEL_TRACES_SAMPLER');
  if (name !== undefined) return samplerNamed(name);
  if (fallback.tracesPerSecond !== undefined) return createRateLimit(fallback.tracesPerSecond);
  return ratioOfRoots(fallback.sampleRatio ?? 1);
}

function samplerNamed(name: string): SpanSampler {
  const create = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (create !== undefined) return create();
  diag.warn(`OTEL_TRACES_SAMPLER is ${name}; use one of ${Object.keys(SAMPLERS).join(', ')}; every trace is kept`);
  return keepEverything;
}

/** All values of the specification but those that ask a server what to do (Jaeger, X-Ray). */
const SAMPLERS: Readonly<Record<string, () => SpanSampler>> = {
  always_on: () => everySpan,
  always_off: () => noSpan,
  traceidratio: () => createRatioSampler(ratioFromEnv()),
  parentbased_always_on: () => keepEverything,
  parentbased_always_off: () => keepNothing,
  parentbased_traceidratio: () => ratioOfRoots(ratioFromEnv()),
};

function ratioOfRoots(ratio: number): RootSampler {
  if (ratio === 1) return keepEverything;
  return isLegacy() ? createLegacyRatio(ratio) : createConsistentRatio(ratio);
}

/** How a share is taken: `consistent`, or `legacy` as the stock SDK's `TraceIdRatioBased` does. */
function isLegacy(): boolean {
  return choiceFrom('SIGHTGLASS_RATIO_SAMPLER', ['consistent', 'legacy'], 'consistent') === 'legacy';
}

function ratioFromEnv(): number {
  const ratio = numberFrom('OTEL_TRACES_SAMPLER_ARG');
  if (ratio !== undefined && ratio >= 0 && ratio <= 1) return ratio;
  if (ratio !== undefined) diag.warn(`OTEL_TRACES_SAMPLER_ARG is ${ratio}; give a number from 0 to 1; 1 is used`);
  return 1;
}

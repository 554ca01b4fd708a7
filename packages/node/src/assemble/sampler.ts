import { diag } from '@opentelemetry/api';
import { choiceFrom, numberFrom, textFrom } from '../config/environment.ts';
import type { ResolvedStartOptions } from '../config/options.ts';
import { createRateLimit } from '../tracer/rate-limit.ts';
import {
  createConsistentRatio,
  createLegacyRatio,
  isRootSampler,
  keepEverything,
  keepNothing,
  rootSampler,
} from '../tracer/sampling.ts';
import type { RootSampler, SpanSampler } from '../tracer/sampling.ts';
import { createRatioSampler, everySpan, noSpan } from './span-samplers.ts';

/**
 * Option `sampler`, else `tracesPerSecond`, else `sampleRatio`, each in code before the environment: `OTEL_TRACES_SAMPLER` (with `_ARG`), else
 * `SIGHTGLASS_TRACES_PER_SECOND`, else `SIGHTGLASS_SAMPLE_RATIO`, else everything.
 */
export function createSampler(options: ResolvedStartOptions): SpanSampler {
  const { code, fallback } = options;
  const sampler = createDeciding(options);
  return withLateOnes(sampler, {
    keepErrors: code.keepErrors ?? fallback.keepErrors ?? false,
    keepSlowerThanMs: code.keepSlowerThanMs ?? fallback.keepSlowerThanMs,
  });
}

function createDeciding({ code, fallback }: ResolvedStartOptions): SpanSampler {
  if (code.sampler !== undefined) return code.sampler;
  if (code.tracesPerSecond !== undefined) return createRateLimit(code.tracesPerSecond);
  if (code.sampleRatio !== undefined) return ratioOfRoots(code.sampleRatio);
  const name = textFrom('OTEL_TRACES_SAMPLER');
  if (name !== undefined) return samplerNamed(name);
  if (fallback.tracesPerSecond !== undefined) return createRateLimit(fallback.tracesPerSecond);
  return ratioOfRoots(fallback.sampleRatio ?? 1);
}

/** The same, and what its spans say when they are over is heard too. */
function withLateOnes(
  sampler: SpanSampler,
  { keepErrors, keepSlowerThanMs = Infinity }: { keepErrors: boolean; keepSlowerThanMs: number | undefined },
): SpanSampler {
  if (!keepErrors && keepSlowerThanMs === Infinity) return sampler;
  if (!isRootSampler(sampler)) {
    diag.warn('errors and slow traces are kept only beside samplers that ask about the first span of a trace');
    return sampler;
  }
  return rootSampler({
    keeps: (trace) => sampler.keeps(trace),
    get state() {
      return sampler.state;
    },
    keepsLate: ({ duration: [seconds, nanos] }, hasError) =>
      (keepErrors && hasError) || seconds * 1000 + nanos / 1e6 >= keepSlowerThanMs,
    toString: () => `${sampler.toString()} + errors and slow traces`,
  });
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

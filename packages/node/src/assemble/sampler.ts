import { diag } from '@opentelemetry/api';
import { getNumberFromEnv, getStringFromEnv } from '@opentelemetry/core';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { ResolvedStartOptions } from '../config/options.ts';
import { createRatioSampler } from './ratio-sampler.ts';

/** Option in code, else `OTEL_TRACES_SAMPLER` (with `_ARG`), else `SIGHTGLASS_SAMPLE_RATIO`, else everything. */
export function createSampler(options: ResolvedStartOptions): Sampler {
  if (options.code.sampleRatio !== undefined) return ratioOfRoots(options.code.sampleRatio);
  const name = getStringFromEnv('OTEL_TRACES_SAMPLER')?.trim();
  if (name === undefined) return ratioOfRoots(options.fallback.sampleRatio ?? 1);
  const create = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (create !== undefined) return create();
  diag.warn(`OTEL_TRACES_SAMPLER ${name} is unknown; use one of ${Object.keys(SAMPLERS).join(', ')}`);
  return ratioOfRoots(1);
}

const SAMPLERS: Readonly<Record<string, () => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => createRatioSampler(ratioFromEnv()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: () => ratioOfRoots(ratioFromEnv()),
};

function ratioOfRoots(ratio: number): Sampler {
  return new ParentBasedSampler({ root: ratio === 1 ? new AlwaysOnSampler() : createRatioSampler(ratio) });
}

function ratioFromEnv(): number {
  const ratio = getNumberFromEnv('OTEL_TRACES_SAMPLER_ARG');
  if (ratio !== undefined && ratio >= 0 && ratio <= 1) return ratio;
  if (ratio !== undefined) diag.warn(`OTEL_TRACES_SAMPLER_ARG is ${ratio}; give a number from 0 to 1; 1 is used`);
  return 1;
}

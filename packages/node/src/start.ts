import { context, diag, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { getBooleanFromEnv } from '@opentelemetry/core';
import { createPropagator } from './assemble/propagator.ts';
import { createRedactingProcessor } from './assemble/redaction.ts';
import { createResource } from './assemble/resource.ts';
import { createSampler } from './assemble/sampler.ts';
import { createStandAside } from './capture/stand-aside.ts';
import type { StandAside } from './capture/stand-aside.ts';
import { startCaptures } from './capture/start-captures.ts';
import { resolveCaptureSettings } from './config/capture-settings.ts';
import { startDiagnostics } from './diagnostics.ts';
import { checkOptions, optionsFromEnvironment } from './config/options.ts';
import type { ResolvedStartOptions, StartOptions } from './config/options.ts';
import { FastContextManager } from './tracer/context/context-manager.ts';
import { createDrops } from './transport/drops.ts';
import { startFlushAtEnd } from './transport/flush-at-end.ts';
import type { Flushable } from './transport/flush-at-end.ts';
import { sendBlocking } from './transport/last-words.ts';
import { createLogPipeline, createMetricPipeline, createTracePipeline } from './transport/pipelines.ts';
import { readSignalSettings } from './transport/settings.ts';

/** The running agent. */
export interface Agent {
  /**
   * Sends everything held now. Resolves when it is delivered or given up (a receiver that is away is tried for up to
   * 30 s); never rejects. For places that freeze a process between two calls; otherwise the agent does this by itself.
   */
  flush(): Promise<void>;
  /** Sends everything held, then captures and sends nothing any more; there is no way back. Never rejects. */
  stop(): Promise<void>;
}

// One agent a process, though several copies of this package can be loaded into it.
const AGENT_KEY = Symbol.for('sightglass.node.agent');
const holder: typeof globalThis & { [AGENT_KEY]?: Agent } = globalThis;

const INERT: Agent = Object.freeze({ flush: async () => {}, stop: async () => {} });

/**
 * Starts the agent. Best before the program loads its libraries: `node --import @sightglass/node/register program.js`
 * does it without a line of code. Where it already runs, the running agent is returned and the options have no effect.
 *
 * @throws TypeError or RangeError for a wrong option, naming option, value and remedy. Nothing else is thrown, then or later.
 */
export function start(options?: StartOptions): Agent {
  const code = checkOptions(options);
  const running = holder[AGENT_KEY];
  if (running !== undefined) {
    if (options !== undefined) diag.info('the agent runs already; the options given to start() have no effect');
    return running;
  }
  startDiagnostics(code.debug);
  holder[AGENT_KEY] = INERT;
  if (getBooleanFromEnv('OTEL_SDK_DISABLED')) {
    diag.info('OTEL_SDK_DISABLED is set: the agent does nothing');
    return INERT;
  }
  try {
    holder[AGENT_KEY] = startAgent({ code, fallback: optionsFromEnvironment() });
  } catch (error) {
    diag.error('the agent did not start', error);
  }
  return holder[AGENT_KEY];
}

function startAgent(options: ResolvedStartOptions): Agent {
  const pipelines = createPipelines(options);
  const all = Object.values(pipelines).filter((pipeline) => pipeline !== undefined);
  const standAside = createStandAside();
  if (!registerGlobals(pipelines, standAside)) {
    diag.warn('another OpenTelemetry SDK is registered in this process: Sightglass leaves everything to it');
    for (const pipeline of all) void pipeline.stop();
    return INERT;
  }
  const settings = resolveCaptureSettings({
    traces: pipelines.traces !== undefined,
    metrics: pipelines.metrics !== undefined,
    logs: pipelines.logs !== undefined,
  });
  const stops = startCaptures({ options, settings, standAside });
  stops.push(startFlushAtEnd(endOf(pipelines)));
  return {
    flush: async () => {
      await Promise.allSettled(all.map((pipeline) => pipeline.flush()));
    },
    stop: async () => {
      for (const stop of stops.splice(0)) stop();
      await Promise.allSettled(all.map((pipeline) => pipeline.stop()));
    },
  };
}

function endOf({ traces, metrics, logs }: Pipelines): Flushable {
  let metricsAreOut = false;
  return {
    flush: async () => {
      const all = [traces, metrics, logs].filter((pipeline) => pipeline !== undefined);
      await Promise.allSettled(all.map((pipeline) => pipeline.flushOnce()));
      metricsAreOut = true;
    },
    flushBlocking: (budgetMs) => {
      const left = [traces, logs, metricsAreOut ? undefined : metrics];
      sendBlocking(
        left.flatMap((pipeline) => pipeline?.lastWords() ?? []),
        budgetMs,
      );
    },
  };
}

interface Pipelines {
  readonly traces: ReturnType<typeof createTracePipeline> | undefined;
  readonly metrics: ReturnType<typeof createMetricPipeline> | undefined;
  readonly logs: ReturnType<typeof createLogPipeline> | undefined;
}

function createPipelines(options: ResolvedStartOptions): Pipelines {
  const resource = createResource(options);
  const drops = createDrops();
  const [traces, metrics, logs] = (['traces', 'metrics', 'logs'] as const).map((signal) =>
    readSignalSettings(signal, options),
  );
  const isOn = (settings: typeof traces): settings is NonNullable<typeof traces> =>
    settings !== undefined && settings.destinations.length > 0;
  return {
    traces: isOn(traces)
      ? createTracePipeline(traces, drops, {
          resource,
          sampler: createSampler(options),
          first: [createRedactingProcessor()],
        })
      : undefined,
    metrics: isOn(metrics) ? createMetricPipeline(metrics, drops, resource) : undefined,
    logs: isOn(logs) ? createLogPipeline(logs, drops, resource) : undefined,
  };
}

/** False when another SDK was there first; then nothing of ours is registered. */
function registerGlobals(pipelines: Pipelines, standAside: StandAside): boolean {
  const tracers = pipelines.traces === undefined ? undefined : standAside.guard(pipelines.traces.provider);
  if (tracers !== undefined && !trace.setGlobalTracerProvider(tracers)) return false;
  if (!context.setGlobalContextManager(new FastContextManager())) {
    if (pipelines.traces !== undefined) trace.disable();
    return false;
  }
  const propagator = createPropagator();
  if (propagator !== undefined) propagation.setGlobalPropagator(propagator);
  if (pipelines.metrics !== undefined) metrics.setGlobalMeterProvider(pipelines.metrics.provider);
  if (pipelines.logs !== undefined) logs.setGlobalLoggerProvider(pipelines.logs.provider);
  return true;
}

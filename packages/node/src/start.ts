import { context, diag, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { SCOPE_ERRORS, SCOPE_NODE } from '@sightglass/api/semconv';
import { createPropagator } from './assemble/propagator.ts';
import { createResource } from './assemble/resource.ts';
import { createStandAside } from './capture/stand-aside.ts';
import type { StandAside } from './capture/stand-aside.ts';
import { startCaptures } from './capture/start-captures.ts';
import { resolveCaptureSettings } from './config/capture-settings.ts';
import { flagFrom, readFromFile, textFrom } from './config/environment.ts';
import { checkOptions, optionsFromEnvironment } from './config/options.ts';
import type { ResolvedStartOptions, StartOptions } from './config/options.ts';
import { startDiagnostics } from './diagnostics.ts';
import { resolveErrorsOptions } from './errors/errors-options.ts';
import { startErrors } from './errors/start-errors.ts';
import { loadPart } from './load-part.ts';
import { startProfileFromEnvironment } from './profile/from-environment.ts';
import { createProviders } from './providers.ts';
import type { Providers } from './providers.ts';
import type { Take } from './signal-provider.ts';
import { FastContextManager } from './tracer/context/context-manager.ts';
import { startSpanMetrics } from './tracer/span-metrics.ts';
import { createDrops } from './transport/drops.ts';
import { startEnds } from './transport/ends.ts';
import type { Source } from './transport/ends.ts';
import { createSender } from './transport/sender.ts';
import { readSignalSettings } from './transport/settings.ts';
import type { Signal } from './transport/settings.ts';
import { amongCopies } from './unite-apis.ts';
import { AGENT_VERSION } from './version.ts';

/** The running agent. */
export interface Agent {
  /**
   * Sends everything held now. Resolves when it is delivered, refused, or cannot be sent this time and waits on; never
   * rejects. For places that freeze a process between two calls; otherwise the agent does this by itself.
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
  if (flagFrom('OTEL_SDK_DISABLED') === true) {
    diag.info('OTEL_SDK_DISABLED is set: the agent does nothing');
    return INERT;
  }
  try {
    if (!followFile(code)) return INERT;
    holder[AGENT_KEY] = startAgent({ code, fallback: optionsFromEnvironment() });
  } catch (error) {
    diag.error('the agent did not start', error);
  }
  return holder[AGENT_KEY];
}

/** Lets `OTEL_CONFIG_FILE` say what `OTEL_*` would. False where nothing shall run: by the file, or because it cannot be read. */
function followFile({ debug }: StartOptions): boolean {
  const path = textFrom('OTEL_CONFIG_FILE');
  if (path === undefined) return true;
  try {
    const { variables, attributes, notDone } = loadPart('configuration').readConfiguration(path);
    readFromFile(variables, attributes);
    // The file may say how much is told, too.
    startDiagnostics(debug);
    if (notDone.length > 0)
      diag.warn(`OTEL_CONFIG_FILE: this agent does not do ${notDone.join(', ')}; it does the rest`);
  } catch (error) {
    diag.error(
      `OTEL_CONFIG_FILE ${path} cannot be used, and nothing is sent; mend the file or unset the variable`,
      error,
    );
    return false;
  }
  return flagFrom('OTEL_SDK_DISABLED') !== true;
}

function startAgent(options: ResolvedStartOptions): Agent {
  const signals = (['traces', 'metrics', 'logs'] as const)
    .map((signal) => readSignalSettings(signal, options))
    .filter(({ destinations }) => destinations.length > 0);
  const drops = createDrops();
  const sender = createSender({
    settings: signals.filter(({ destinations }) => destinations.includes('otlp')),
    drops,
    bufferDir: textFrom('SIGHTGLASS_BUFFER_DIR'),
  });
  const sends = (signal: Signal): boolean => signals.some((settings) => settings.signal === signal);
  const settings = resolveCaptureSettings(
    { traces: sends('traces'), metrics: sends('metrics'), logs: sends('logs') },
    options,
  );
  const { keptQueryNames } = settings.http;
  const take: Take = (...chunk) => sender.take(...chunk);
  const resource = createResource(options);
  const providers = createProviders(signals, {
    options,
    resource,
    drops,
    take,
    keptQueryNames,
  });
  const all = Object.values(providers);
  const standAside = createStandAside();
  if (!amongCopies(() => registerGlobals(providers, standAside))) {
    diag.warn('another OpenTelemetry SDK is registered in this process: Sightglass leaves everything to it');
    void Promise.all(all.map((provider) => provider.stop())).then(() => sender.stop());
    return INERT;
  }
  const stops = startCaptures({ options, settings, standAside });
  stops.push(startSpanMetrics(metrics.getMeter(SCOPE_NODE, AGENT_VERSION), providers.traces?.provider));
  const errors = resolveErrorsOptions(options.code.errors, options.fallback.errors);
  if (providers.logs !== undefined && errors !== undefined) {
    const logger = logs.getLogger(SCOPE_ERRORS, AGENT_VERSION);
    stops.push(startErrors({ options: errors, logger, drops }));
  }
  // Before the ends too: what is profiled when the process ends is told with its last records.
  stops.push(startProfileFromEnvironment());
  // Behind what captures errors: a crash is to be captured before it is sent.
  stops.push(startEnds({ sender, sources: sourcesOf(providers), resource }));
  return {
    flush: () =>
      keepingAlive(async () => {
        if (resource.asyncAttributesPending) await resource.waitForAsyncAttributes();
        await Promise.all(all.map((provider) => provider.flush()));
        await sender.flush();
      }),
    stop: () =>
      keepingAlive(async () => {
        for (const stop of stops.splice(0)) stop();
        if (resource.asyncAttributesPending) await resource.waitForAsyncAttributes();
        await Promise.all(all.map((provider) => provider.stop()));
        await sender.stop();
      }),
  };
}

/** Nothing of the agent keeps a process alive, but for what the program itself has asked for: it may be waiting at its last line. */
async function keepingAlive(work: () => Promise<void>): Promise<void> {
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await work();
  } finally {
    clearInterval(alive);
  }
}

function sourcesOf({ traces, metrics, logs: records }: Providers): Source[] {
  const sources: Source[] = [];
  if (traces !== undefined) sources.push({ handOver: () => traces.handOver() });
  if (records !== undefined) sources.push({ handOver: () => records.handOver() });
  if (metrics !== undefined) sources.push({ handOver: () => metrics.handOver(), isSaidOnce: true });
  return sources;
}

/** False when another SDK was there first; then nothing of ours is registered. */
function registerGlobals(providers: Providers, standAside: StandAside): boolean {
  const tracers = providers.traces === undefined ? undefined : standAside.guard(providers.traces.provider);
  if (tracers !== undefined && !trace.setGlobalTracerProvider(tracers)) return false;
  if (!context.setGlobalContextManager(new FastContextManager())) {
    if (tracers !== undefined) trace.disable();
    return false;
  }
  const propagator = createPropagator();
  if (propagator !== undefined) propagation.setGlobalPropagator(propagator);
  if (providers.metrics !== undefined) metrics.setGlobalMeterProvider(providers.metrics.provider);
  if (providers.logs !== undefined) logs.setGlobalLoggerProvider(providers.logs.provider);
  return true;
}

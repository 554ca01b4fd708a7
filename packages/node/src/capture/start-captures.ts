import { isMainThread } from 'node:worker_threads';
import { diag, logs, metrics, trace } from '@opentelemetry/api';
import { SCOPE_NODE } from '@sightglass/api/semconv';
import { listFrom } from '../config/environment.ts';
import type { ResolvedStartOptions } from '../config/options.ts';
import { startHook } from '../hook/start-hook.ts';
import { AGENT_VERSION } from '../version.ts';
import type { Capture, CaptureSettings } from './capture.ts';
import { CAPTURES } from './captures.ts';
import type { StandAside } from './stand-aside.ts';

export interface StartCapturesOptions {
  readonly options: ResolvedStartOptions;
  readonly settings: CaptureSettings;
  readonly standAside: StandAside;
}

/**
 * Starts what is asked for: everything, unless `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`
 * or an option says otherwise. One capture that fails does not take the others with it.
 *
 * @returns what stops each of them.
 */
export function startCaptures({ options, settings, standAside }: StartCapturesOptions): (() => void)[] {
  const isSelected = selectionFromEnv();
  const isWanted = (capture: Capture): boolean => {
    if (!capture.makes.some((signal) => settings.sends[signal])) return false;
    if (capture.ofMainThread === true && !isMainThread) return false;
    if (capture.name !== 'host') return isSelected(capture);
    return options.code.hostMetrics ?? (isSelected(capture) && options.fallback.hostMetrics !== false);
  };
  const wanted = CAPTURES.filter(isWanted);
  const patches = wanted.flatMap((capture) => capture.patches ?? []);
  const stopHook = patches.length === 0 ? [] : [startHook(patches)];
  const stops = wanted.flatMap((capture) => {
    const stop = startOne(capture, settings);
    return stop === undefined ? [] : [standAside.watch(capture, stop)];
  });
  return [...stopHook, ...stops];
}

function startOne(capture: Capture, settings: CaptureSettings): (() => void) | undefined {
  const scope = `${SCOPE_NODE}/${capture.name}`;
  try {
    // Asked for by what uses them: most captures wait for a library that this program never loads.
    return capture.start({
      get tracer() {
        return trace.getTracer(scope, AGENT_VERSION);
      },
      get meter() {
        return metrics.getMeter(scope, AGENT_VERSION);
      },
      get logger() {
        return logs.getLogger(scope, AGENT_VERSION);
      },
      settings,
    });
  } catch (error) {
    diag.error(`the capture of ${capture.name} did not start`, error);
    return undefined;
  }
}

/** The two variables of the community's agent for Node: https://opentelemetry.io/docs/zero-code/js/configuration/ */
function selectionFromEnv(): (capture: Capture) => boolean {
  const enabled = namesIn('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = namesIn('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  return ({ name, byDefault }) =>
    (enabled.length === 0 ? byDefault !== false : enabled.includes(name)) && !disabled.includes(name);
}

function namesIn(variable: string): readonly string[] {
  const names = listFrom(variable);
  for (const name of names) {
    // Said softly: where several programs share the variable, it names what only others have.
    if (!CAPTURES.some((capture) => capture.name === name)) {
      diag.info(`${variable}: ${name} is not known; known are ${CAPTURES.map((capture) => capture.name).join(', ')}`);
    }
  }
  return names;
}

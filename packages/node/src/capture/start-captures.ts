import { isMainThread } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import { getStringListFromEnv } from '@opentelemetry/core';
import type { ResolvedStartOptions } from '../options.ts';
import { registerEsmHooks } from './esm-hooks.ts';
import { startExpressCapture } from './express/index.ts';
import { startFastifyCapture } from './fastify/index.ts';
import { startHostCapture } from './host/index.ts';
import { startHttpCapture } from './http/index.ts';
import { startPinoCapture } from './logs/index.ts';
import { startPgCapture } from './pg/index.ts';
import { startProcessCapture } from './process/index.ts';
import { startRuntimeCapture } from './runtime/index.ts';
import { startUndiciCapture } from './undici/index.ts';

type Signal = 'traces' | 'metrics' | 'logs';

interface Capture {
  /** As `OTEL_NODE_DISABLED_INSTRUMENTATIONS` calls it. */
  readonly name: string;
  /** What it makes; it stays away where none of these is sent. */
  readonly makes: readonly Signal[];
  readonly start: () => () => void;
}

/** In the order in which they start. */
const CAPTURES: readonly Capture[] = [
  { name: 'http', makes: ['traces', 'metrics', 'logs'], start: startHttpCapture },
  { name: 'undici', makes: ['traces', 'metrics', 'logs'], start: startUndiciCapture },
  { name: 'fastify', makes: ['traces'], start: startFastifyCapture },
  { name: 'express', makes: ['traces'], start: startExpressCapture },
  { name: 'pg', makes: ['traces'], start: startPgCapture },
  { name: 'pino', makes: ['logs'], start: startPinoCapture },
  { name: 'runtime-node', makes: ['metrics'], start: startRuntimeCapture },
  { name: 'process', makes: ['metrics'], start: startProcessCapture },
  { name: 'host', makes: ['metrics'], start: startHostCapture },
];

/** Whose libraries `import` reaches through hooks. */
const HOOKED: ReadonlySet<string> = new Set(['express', 'pg']);
/** Process and machine are the same for every thread: the first tells. */
const OF_MAIN_THREAD: ReadonlySet<string> = new Set(['process', 'host']);

/**
 * Starts what is asked for: everything, unless `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`
 * or an option says otherwise. One capture that fails does not take the others with it.
 *
 * @returns what stops each of them.
 */
export function startCaptures(options: ResolvedStartOptions, isSent: (signal: Signal) => boolean): (() => void)[] {
  const isSelected = selectionFromEnv();
  const isWanted = ({ name, makes }: Capture): boolean => {
    if (!makes.some(isSent) || (OF_MAIN_THREAD.has(name) && !isMainThread)) return false;
    if (name !== 'host') return isSelected(name);
    return options.code.hostMetrics ?? (isSelected(name) && options.fallback.hostMetrics !== false);
  };
  const wanted = CAPTURES.filter(isWanted);
  const starts = wanted.map(({ start }) => start);
  if (wanted.some(({ name }) => HOOKED.has(name))) starts.push(registerEsmHooks);
  return starts.flatMap((start) => {
    try {
      return [start()];
    } catch (error) {
      diag.error(`${start.name} failed`, error);
      return [];
    }
  });
}

/** The two variables of the community's agent for Node: https://opentelemetry.io/docs/zero-code/js/configuration/ */
function selectionFromEnv(): (name: string) => boolean {
  const enabled = namesIn('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = namesIn('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  return (name) => (enabled.length === 0 || enabled.includes(name)) && !disabled.includes(name);
}

function namesIn(variable: string): readonly string[] {
  const names = getStringListFromEnv(variable) ?? [];
  for (const name of names) {
    // Said softly: where several programs share the variable, it names what only others have.
    if (!CAPTURES.some((capture) => capture.name === name)) {
      diag.info(`${variable}: ${name} is not known; known are ${CAPTURES.map((capture) => capture.name).join(', ')}`);
    }
  }
  return names;
}

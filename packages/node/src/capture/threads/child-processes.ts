import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { basename } from 'node:path';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import { guarded } from '../guarded.ts';
import { pairsSetter } from './environment-carrier.ts';

/** Published by Node when the object is made, before the process is. */
const CHANNEL = 'child_process';

interface Spawning {
  readonly file: string;
  readonly envPairs?: string[];
}

/**
 * Gives the current context to Node processes that are spawned or forked, in `TRACEPARENT`, `TRACESTATE` and `BAGGAGE`. Other
 * programs get what they were given. Nor is `spawnSync` and its kind seen: Node does not publish them.
 */
export function passToChildProcesses(): () => void {
  const extend = guarded('child process capture', (options: unknown) => {
    const context = currentContext();
    if (context === ROOT_CONTEXT || !isSpawning(options) || !isNode(options.file)) return;
    propagation.inject(context, options.envPairs ?? [], pairsSetter);
  });
  const listen = guarded('child process capture', (message: unknown) => {
    const child = isRecord(message) ? message['process'] : undefined;
    const spawn: unknown = isRecord(child) ? child['spawn'] : undefined;
    if (!isRecord(child) || typeof spawn !== 'function') return;
    child['spawn'] = function (this: unknown, options: unknown, ...more: unknown[]): unknown {
      delete child['spawn'];
      extend(options);
      return Reflect.apply(spawn, this, [options, ...more]);
    };
  });
  subscribe(CHANNEL, listen);
  return () => unsubscribe(CHANNEL, listen);
}

function isSpawning(options: unknown): options is Spawning {
  return isRecord(options) && typeof options['file'] === 'string' && Array.isArray(options['envPairs']);
}

function isNode(file: string): boolean {
  return file === process.execPath || /^node(?:\.exe)?$/i.test(basename(file));
}

import { syncBuiltinESMExports } from 'node:module';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import { guarded } from '../guarded.ts';
import { preloadOf } from './preload.ts';

/** Name of what a thread is told by the one that makes it. */
export const CARRIED = 'sightglass.context';

/**
 * Gives the current context to worker threads, and the agent itself to those that are made with an `execArgv` of their own and
 * would run without it. A worker with an empty environment of its own wants none of its maker's: it is left alone.
 *
 * Node publishes a worker only when it is made and its arguments are gone, so the class stands behind a Proxy: its name,
 * its prototype and `instanceof` stay.
 */
export function passToWorkers(): () => void {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { Worker, setEnvironmentData } = threads;
  // As they are before the program can change them; what they say is found out for the first worker that has to be told.
  const preloads = [process.execArgv.slice(), process.env['NODE_OPTIONS']] as const;

  const carry = guarded('worker capture', () => {
    const context = currentContext();
    if (context === ROOT_CONTEXT) return;
    const carrier: Record<string, string> = {};
    propagation.inject(context, carrier);
    setEnvironmentData(CARRIED, carrier);
  });
  const extend = guarded('worker capture', (given: unknown[]) => {
    const options = given[1];
    if (!isRecord(options) || !Array.isArray(options['execArgv'])) return;
    if (isRecord(options['env']) && Object.keys(options['env']).length === 0) return;
    if (preloadOf(options['execArgv'].map(String), undefined) !== undefined) return;
    const preload = preloadOf(...preloads);
    if (preload === undefined) return;
    given[1] = { ...options, execArgv: [...preload, ...options['execArgv']] };
  });
  const seen = new Proxy(Worker, {
    construct: (target, given: unknown[], newTarget) => {
      carry();
      try {
        const extended = [...given];
        extend(extended);
        const made: object = Reflect.construct(target, extended, newTarget);
        return made;
      } finally {
        setEnvironmentData(CARRIED);
      }
    },
  });
  threads.Worker = seen;
  syncBuiltinESMExports();
  return () => {
    if (threads.Worker !== seen) return;
    threads.Worker = Worker;
    syncBuiltinESMExports();
  };
}

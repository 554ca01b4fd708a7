import { getEnvironmentData, isMainThread } from 'node:worker_threads';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { setOutermostContext } from '../../tracer/context/storage.ts';
import { passToChildProcesses } from './child-processes.ts';
import { environmentGetter } from './environment-carrier.ts';
import { CARRIED, passToWorkers } from './workers.ts';

/**
 * One trace over threads and processes: what this one begins outside of any request stands below the span in which it was
 * started, and what it starts gets its context.
 */
export function startThreadsCapture(): () => void {
  setOutermostContext(given());
  const stops = [passToChildProcesses(), passToWorkers()];
  return () => {
    for (const stop of stops) stop();
    setOutermostContext(ROOT_CONTEXT);
  };
}

function given(): ReturnType<typeof propagation.extract> {
  if (isMainThread) return propagation.extract(ROOT_CONTEXT, process.env, environmentGetter);
  const carried: unknown = getEnvironmentData(CARRIED);
  return isRecord(carried) ? propagation.extract(ROOT_CONTEXT, carried) : ROOT_CONTEXT;
}

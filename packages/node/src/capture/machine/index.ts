import { guarded } from '../guarded.ts';
import type { Capture, CaptureTools } from '../capture.ts';
import { loadPart } from '../../load-part.ts';
import { onceStarted } from '../../once-started.ts';
import type * as Part from './part.ts';

/** Clear of the first request that a server answers, and before metrics are collected for the first time. */
const AFTER_MS = 250;

/** Starts a capture of the part that is loaded later. */
function later(start: keyof typeof Part): Capture['start'] {
  return (tools: CaptureTools) => {
    let stop: (() => void) | undefined;
    const begin = guarded('the measurement of runtime and machine', () => {
      stop = loadPart('machine')[start](tools);
    });
    const callOff = onceStarted(begin, AFTER_MS);
    return () => {
      callOff();
      stop?.();
    };
  };
}

/** What the runtime, the process and the machine under it use. */
export const MACHINE_CAPTURES: readonly Capture[] = [
  { name: 'runtime-node', makes: ['metrics'], start: later('startRuntimeCapture') },
  { name: 'process', makes: ['metrics'], ofMainThread: true, start: later('startProcessCapture') },
  { name: 'host', makes: ['metrics'], ofMainThread: true, start: later('startHostCapture') },
];

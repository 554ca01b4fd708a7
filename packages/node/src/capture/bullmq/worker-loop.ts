import { ROOT_CONTEXT } from '@opentelemetry/api';
import { captureCalls } from '../hooked-calls.ts';

/** A worker made while a request is served works for others, too: its loop belongs to nobody. */
export function detachWorkers(): () => void {
  return captureCalls('sightglass:bullmq:run', () => ({ context: ROOT_CONTEXT }));
}

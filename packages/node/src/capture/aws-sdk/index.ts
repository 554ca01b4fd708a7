import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { captureCalls } from '../hooked-calls.ts';
import type { BeginAwsCall } from './calls.ts';

/** Calls of AWS through its SDK, version 3: a span each, and messages of SQS with the context of who sent them. */
export function startAwsSdkCapture(tools: CaptureTools): () => void {
  let loaded: BeginAwsCall | undefined;
  return captureCalls('sightglass:aws-sdk:send', (call) => {
    // Most programs never get here: the rest is in a file of its own.
    loaded ??= loadPart('databases').createAwsCalls(tools);
    return loaded(call);
  });
}

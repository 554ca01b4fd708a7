// What is read and asked once the program has had its first turn, in a file of its own.

import { dirname } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import { createAsk } from './ask.ts';
import { CLOUDS } from './cloud.ts';
import { detectCheckout, detectContainer, detectPodFiles } from './files.ts';

type Detect = () => Promise<Attributes>;

/** By the names of `OTEL_NODE_RESOURCE_DETECTORS`. @param timeoutMs longest time of a question to a metadata service */
export function createLateDetectors(timeoutMs: number): Readonly<Record<string, Detect>> {
  const main = process.argv[1];
  const clouds = Object.entries(CLOUDS).map(([name, detect]): [string, Detect] => [
    name,
    () => detect({ env: process.env, root: '/', ask: createAsk(timeoutMs) }),
  ]);
  return {
    container: () => detectContainer(),
    kubernetes: async () => (process.env['KUBERNETES_SERVICE_HOST'] === undefined ? {} : detectPodFiles()),
    git: () => detectCheckout(main === undefined ? process.cwd() : dirname(main)),
    ...Object.fromEntries(clouds),
  };
}

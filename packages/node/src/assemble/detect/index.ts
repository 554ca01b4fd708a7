// What is read and asked once the program has started, in a file of its own.

import { dirname } from 'node:path';
import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { createAsk } from './ask.ts';
import { CLOUDS } from './cloud.ts';
import { detectCheckout, detectContainer, detectPodFiles } from './files.ts';

/** By the names of `OTEL_NODE_RESOURCE_DETECTORS`. */
const FILES: Readonly<Record<string, () => Attributes>> = {
  container: () => detectContainer(),
  kubernetes: () => (process.env['KUBERNETES_SERVICE_HOST'] === undefined ? {} : detectPodFiles()),
  git: () => detectCheckout(process.argv[1] === undefined ? process.cwd() : dirname(process.argv[1])),
};

/**
 * Adds to `found` what files tell before it returns, and what metadata services tell when they have answered: what is there by then
 * stays. Never rejects.
 *
 * @param names of detectors
 * @param timeoutMs longest time until it resolves
 */
export async function detectLate(names: readonly string[], found: Attributes, timeoutMs: number): Promise<void> {
  const answers = names.map(async (name): Promise<void> => {
    try {
      // Files without waiting: whoever has no time to wait finds what they tell.
      const told =
        FILES[name]?.() ?? (await CLOUDS[name]?.({ env: process.env, root: '/', ask: createAsk(timeoutMs) }));
      Object.assign(found, { ...told, ...found });
    } catch (error) {
      diag.debug(`what ${name} tells of the surroundings could not be found out`, error);
    }
  });
  const over = new Promise<void>((resolve) => void setTimeout(resolve, timeoutMs).unref());
  await Promise.race([Promise.all(answers), over]);
}

/** Programs with a client of `@sightglass/otlp/node` in them, and what arrived of theirs. */
import type { SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Script } from '../packages/otlp/test/fixtures/program.ts';
import { startProgram, type Program } from './kit/processes.ts';
import type { TemporaryServer } from './kit/server.ts';

const PROGRAM = fileURLToPath(new URL('../packages/otlp/test/fixtures/program.ts', import.meta.url));

/** Programs of tests that run on Node 22, the pinned one. */
export const NODE_22: string = fileURLToPath(new URL('../node_modules/node22/bin/node', import.meta.url));

/** A program's command line. */
export function commandOf(script: Script, node: string = process.execPath): readonly [string, ...string[]] {
  return [
    node,
    '--disable-warning=ExperimentalWarning',
    '--conditions=@sightglass/source',
    PROGRAM,
    JSON.stringify(script),
  ];
}

/** Starts a program. */
export function startHost(script: Script, node?: string, options?: SpawnOptions): Program {
  const [command, ...args] = commandOf(script, node);
  return startProgram(command, args, options);
}

/** Numbers of the events of a service that are stored, as often as they are. */
export async function storedNumbers(server: TemporaryServer, service: string): Promise<number[]> {
  await server.store.flush();
  const numbers: number[] = [];
  for (let cursor = ''; ;) {
    const response = await fetch(`${server.url}/api/v1/logs?from=-1h&to=now&service=${service}&limit=1000${cursor}`);
    const { items, next } = (await response.json()) as { items: { attributes: { n: string } }[]; next: string | null };
    numbers.push(...items.map(({ attributes }) => Number(attributes.n)));
    if (next === null) return numbers;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

/** Every event from 0 on was stored, and none twice. */
export function expectOnce(numbers: readonly number[], count: number): void {
  const stored = new Set(numbers);
  const lost = Array.from({ length: count }, (_, n) => n).filter((n) => !stored.has(n));
  expect({ lost, twice: numbers.length - stored.size, stored: stored.size }).toEqual({
    lost: [],
    twice: 0,
    stored: count,
  });
}

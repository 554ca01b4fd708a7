import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';

/** The seven endings in which JavaScript still runs, as `fixtures/last-span.mjs` calls them, and whether an error ends the program. */
export const SEVEN_ENDINGS: Readonly<Record<string, boolean>> = {
  'a throw in a timer': true,
  'a throw at load': true,
  'an unhandled rejection': true,
  'process.exit(3)': false,
  'the normal end': false,
  'a handler of uncaughtException that exits': true,
  'a handler of unhandledRejection that exits': true,
};

/** What became of many programs that ended the same way. */
export interface EndedRuns {
  /** Of how many the last span arrived, and the error if there was one. */
  readonly arrived: number;
  /** Code, signal, stdout and stderr of those that ended other than a program without the agent. */
  readonly different: readonly unknown[];
  /** Longest time of one of them, in milliseconds. */
  readonly mostMs: number;
}

/** Runs a program that ends in that way, so many times, a few at once. */
export async function endMany(way: string, runs: number, atOnce: number): Promise<EndedRuns> {
  const sink = await startSink();
  try {
    const without = await run('last-span.mjs', { args: [way] });
    const ended: Ended[] = [];
    let next = 0;
    const oneAfterTheOther = async (): Promise<void> => {
      while (next < runs) {
        const env = { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_SERVICE: `run ${next++}` };
        ended.push(await run('last-span.mjs', { agent: '--import', args: [way], env }));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
    const spans = new Set(sink.spans.filter(({ name }) => name === 'the last span').map(serviceOf));
    const errors = new Set(
      sink.logs.filter(({ attributes }) => attributes['exception.type'] === 'TypeError').map(serviceOf),
    );
    const hasError = SEVEN_ENDINGS[way] === true;
    const arrived = [...spans].filter((service) => !hasError || errors.has(service));
    return {
      arrived: arrived.length,
      different: ended.map(seen).filter((one) => JSON.stringify(one) !== JSON.stringify(seen(without))),
      mostMs: Math.max(...ended.map(({ ms }) => ms)),
    };
  } finally {
    await sink.close();
  }
}

function serviceOf({ resource }: { resource: Record<string, unknown> }): unknown {
  return resource['service.name'];
}

function seen({ code, signal, stdout, stderr }: Ended): unknown {
  return { code, signal, stdout, stderr };
}

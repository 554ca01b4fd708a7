import { Session } from 'node:inspector';
import type { Profiler } from 'node:inspector';
import { frameOf } from './frame.ts';
import type { Frame, Stack, Stacks } from './stacks.ts';

/** 99 times a second: often enough for what takes long, and never in step with what runs each 10 or 100 ms. */
const INTERVAL_MICROS = 10_101;

/** Stands for waiting, which takes no processor. */
const IDLE = '(idle)';
/** The first of all stacks, a function of nobody. */
const ROOT = '(root)';

/** Begins to sample the stack of this thread. @returns what ends it, at once, with what was found. */
export function startCpuProfile(): () => Stacks {
  const session = new Session();
  session.connect();
  let failed: Error | null = null;
  const told = (error: Error | null): void => {
    failed ??= error;
  };
  session.post('Profiler.enable', told);
  session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROS }, told);
  session.post('Profiler.start', told);
  if (failed !== null) {
    session.disconnect();
    throw failed;
  }
  return () => {
    let profile: Profiler.Profile | undefined;
    // A session with the own thread answers before `post` returns.
    session.post('Profiler.stop', (error, answer) => {
      told(error);
      profile = answer?.profile;
    });
    session.disconnect();
    if (profile === undefined) throw failed ?? new Error('the profiler gave no profile');
    return stacksOf(profile);
  };
}

/** Samples and the time that they stand for, by stack and line. */
function stacksOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Stacks {
  const micros = new Map<number, number>();
  for (const [at, id] of samples.entries()) {
    // Each delta is the time since the sample before.
    const lasted = timeDeltas[at + 1] ?? INTERVAL_MICROS;
    micros.set(id, (micros.get(id) ?? 0) + Math.max(0, lasted));
  }
  const parents = new Map<number, Profiler.ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  const stacks = nodes.flatMap((node) => {
    const hits = node.hitCount ?? 0;
    if (hits === 0 || node.callFrame.functionName === IDLE) return [];
    const callers = callersOf(node, parents);
    const nanosOfHit = ((micros.get(node.id) ?? 0) * 1000) / hits;
    return linesOf(node, hits).map(([line, count]): Stack => ({
      frames: [frameOf(node.callFrame, line), ...callers],
      values: [count, Math.round(count * nanosOfHit)],
    }));
  });
  return {
    kinds: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodKind: { type: 'cpu', unit: 'nanoseconds' },
    period: INTERVAL_MICROS * 1000,
    stacks,
  };
}

function callersOf(node: Profiler.ProfileNode, parents: ReadonlyMap<number, Profiler.ProfileNode>): Frame[] {
  const callers: Frame[] = [];
  for (let caller = parents.get(node.id); caller !== undefined; caller = parents.get(caller.id)) {
    if (caller.callFrame.functionName !== ROOT) callers.push(frameOf(caller.callFrame));
  }
  return callers;
}

/** How often each line of a function was running; those not known count for the line where it begins. */
function linesOf(
  { callFrame, positionTicks = [] }: Profiler.ProfileNode,
  hits: number,
): readonly [line: number, hits: number][] {
  const known = positionTicks.reduce((sum, { ticks }) => sum + ticks, 0);
  const lines = positionTicks.map(({ line, ticks }): [number, number] => [line, ticks]);
  return known < hits ? [...lines, [callFrame.lineNumber + 1, hits - known]] : lines;
}

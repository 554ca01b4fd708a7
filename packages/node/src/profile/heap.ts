import { Session } from 'node:inspector';
import type { HeapProfiler } from 'node:inspector';
import { frameOf } from './frame.ts';
import type { Frame, Stack, Stacks } from './stacks.ts';

/** One allocation a so many bytes is followed: V8's default is 32 KiB, at several times the cost. */
const INTERVAL_BYTES = 128 * 1024;

/**
 * Begins to follow allocations of this thread, by samples.
 *
 * @returns what ends it, at once, with what was allocated meanwhile and is still in use.
 */
export function startHeapProfile(): () => Stacks {
  const session = new Session();
  session.connect();
  let failed: Error | null = null;
  const told = (error: Error | null): void => {
    failed ??= error;
  };
  session.post('HeapProfiler.enable', told);
  session.post('HeapProfiler.startSampling', { samplingInterval: INTERVAL_BYTES }, told);
  if (failed !== null) {
    session.disconnect();
    throw failed;
  }
  return () => {
    let profile: HeapProfiler.SamplingHeapProfile | undefined;
    // A session with the own thread answers before `post` returns.
    session.post('HeapProfiler.stopSampling', (error, answer) => {
      told(error);
      profile = answer?.profile;
    });
    session.disconnect();
    if (profile === undefined) throw failed ?? new Error('the profiler gave no profile');
    return stacksOf(profile);
  };
}

interface Visit {
  readonly node: HeapProfiler.SamplingHeapProfileNode;
  readonly callers: readonly Frame[];
}

function stacksOf({ head }: HeapProfiler.SamplingHeapProfile): Stacks {
  const stacks: Stack[] = [];
  // The first one is a function of nobody.
  const left: Visit[] = head.children.map((node) => ({ node, callers: [] }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, callers } = next;
    const frames = [frameOf(node.callFrame), ...callers];
    if (node.selfSize > 0) stacks.push({ frames, values: [Math.round(node.selfSize)] });
    for (const child of node.children) left.push({ node: child, callers: frames });
  }
  const kind = { type: 'inuse_space', unit: 'bytes' };
  return { kinds: [kind], periodKind: { type: 'space', unit: 'bytes' }, period: INTERVAL_BYTES, stacks };
}

/**
 * What a piece of code costs in tests: processor time of this thread in milliseconds, the mean of several runs after
 * one to warm up. A clock on the wall would also measure whatever else the machine is doing.
 */
export function cpuMsOf(runs: number, work: () => unknown): number {
  work();
  const before = process.threadCpuUsage();
  for (let i = 0; i < runs; i++) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / runs;
}

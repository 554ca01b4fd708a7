import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What each of the processes of this machine was started as, of those that work in a folder or name it; none where there is no /proc. */
export function processesIn(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const isIn = command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      return isIn ? [`${pid} ${command}`] : [];
    } catch {
      // Ended in the meantime, or somebody else's.
      return [];
    }
  });
}

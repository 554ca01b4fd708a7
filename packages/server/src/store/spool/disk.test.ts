import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskWatch, type DiskSpace, type DiskWatch } from './disk.ts';

const GIB = 1024 ** 3;

let root: string;
let watch: DiskWatch | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-disk-'));
});
afterEach(() => {
  watch?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A watch that looks only when told to. */
function watching(space: () => DiskSpace): DiskWatch {
  watch = createDiskWatch({ dir: root, spaceOf: () => Promise.resolve(space()), everyMs: 3_600_000 });
  return watch;
}

describe('the watch of the disk', () => {
  it.each([
    ['1 GiB of a large disk', 400 * GIB, GIB],
    ['5 % of a small one', 2 * GIB, 0.05 * 2 * GIB],
  ])('refuses below %s, and takes data again when there is room', async (_, totalBytes, least) => {
    let freeBytes = least;
    const disk = watching(() => ({ freeBytes, totalBytes }));
    await disk.look();
    expect(disk.refusal).toBe('');
    freeBytes = least - 1;
    await disk.look();
    expect(disk.refusal).toContain('nearly full');
    freeBytes = least;
    await disk.look();
    expect(disk.refusal).toBe('');
  });

  it('refuses after a failed write until a small one succeeds, and leaves nothing of that', async () => {
    const disk = watching(() => ({ freeBytes: 10 * GIB, totalBytes: 100 * GIB }));
    await disk.look();
    renameSync(root, `${root}-away`);
    disk.failed(new Error('EROFS: read-only file system'));
    await disk.look();
    expect(disk.refusal).toContain('read-only file system');
    renameSync(`${root}-away`, root);
    await disk.look();
    expect(disk.refusal).toBe('');
    expect(readdirSync(root)).toEqual([]);
  });

  it('reads the space of a real disk', async () => {
    const disk = createDiskWatch({ dir: root, everyMs: 3_600_000 });
    watch = disk;
    await disk.look();
    expect(disk.space?.totalBytes).toBeGreaterThan(1024 ** 2);
    expect(disk.space?.freeBytes).toBeLessThanOrEqual(disk.space?.totalBytes ?? 0);
  });
});

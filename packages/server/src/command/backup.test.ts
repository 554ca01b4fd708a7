import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import { runBackup } from './backup.ts';
import { runRestore } from './restore.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-backup-'));
  mkdirSync(join(root, 'full'));
  writeFileSync(join(root, 'full', 'x.tar'), 'something');
});
afterEach(() => rmSync(root, { recursive: true }));

/** What a command refused, and how to go on. */
async function refusal(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (error instanceof ServerError && error.remedy !== '') return error.message;
    throw error;
  }
  return '';
}

describe('a restore', () => {
  it.each([
    ['into a folder that is not empty', ['full', '--data', 'full'], 'is not empty'],
    ['of what is no backup', ['full', '--data', 'new'], 'is no backup that this version can read'],
    ['of an archive that is none', ['full/x.tar', '--data', 'new'], 'tar failed'],
    ['of what is not there', ['nothing', '--data', 'new'], 'there is no backup'],
    ['of two', ['full', 'full', '--data', 'new'], 'restore takes one word'],
  ])('is refused %s, and leaves nothing behind', async (_, args, what) => {
    const given = args.map((arg) => (arg.startsWith('--') ? arg : join(root, arg)));
    expect(await refusal(runRestore(['restore', ...given]))).toContain(what);
    expect(existsSync(join(root, 'new'))).toBe(false);
    expect(readdirSync(join(root, 'full'))).toEqual(['x.tar']);
  });

  it('is refused where the database of the backup was made by something else', async () => {
    writeFileSync(join(root, 'full', 'sightglass-backup.json'), '{"format":2,"atMs":1,"database":"otel"}');
    expect(await refusal(runRestore(['restore', join(root, 'full'), '--data', join(root, 'new')]))).toContain(
      'is no backup that this version can read',
    );
  });

  it('takes an empty folder as it is, and leaves it empty when it fails', async () => {
    mkdirSync(join(root, 'empty'));
    await refusal(runRestore(['restore', join(root, 'full'), '--data', join(root, 'empty')]));
    expect(readdirSync(join(root, 'empty'))).toEqual([]);
  });
});

describe('a backup', () => {
  it.each([
    ['over something', ['full', '--data', 'full'], 'is there already'],
    ['of a folder that is not there', ['new', '--data', 'nothing'], 'there is no data folder'],
    ['without a name', ['--data', 'full'], 'backup takes one word'],
  ])('is refused %s, and leaves nothing behind', async (_, args, what) => {
    const given = args.map((arg) => (arg.startsWith('--') ? arg : join(root, arg)));
    expect(await refusal(runBackup(['backup', ...given]))).toContain(what);
    expect(readdirSync(root)).toEqual(['full']);
    expect(readdirSync(join(root, 'full'))).toEqual(['x.tar']);
  });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from './kit/processes.ts';

const STARTER = fileURLToPath(new URL('../scripts/starter.mjs', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightglass-starter-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node program.mjs' } }));
  writeFileSync(
    join(folder, 'program.mjs'),
    `import { writeFileSync } from 'node:fs';
     import { whenStarterIsGone } from ${JSON.stringify(STARTER)};
     whenStarterIsGone(() => { writeFileSync('told', 'once', { flag: 'a' }); process.exit(); });
     setTimeout(() => process.exit(), 30_000);
     console.log('up ' + process.pid);`,
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tells a program of npm start that its npm was killed, and not before', async () => {
  const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = await new Promise<number>((resolve) => {
    npm.stdout.on('data', (chunk: Buffer) => {
      const match = /^up (\d+)/m.exec(chunk.toString());
      if (match !== null) resolve(Number(match[1]));
    });
  });
  // Longer than it takes to look twice.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(isAlive(pid)).toBe(true);
  npm.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  expect(readFileSync(join(folder, 'told'), 'utf8')).toBe('once');
}, 30_000);

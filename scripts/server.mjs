// `npm run server -- --port 4318 --data DIR`: the server alone, prepared first when the clone is fresh.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireEngine } from './platform.mjs';
import { build, install, main, nodeBin, root } from './workspace.mjs';

await main(async () => {
  requireEngine();
  await install();
  await build('@sightglass/server');
  const cli = join(root, 'packages', 'server', 'dist', 'cli.js');
  // In a group of its own: the terminal's Ctrl-C reaches it once, through us, and not a second time, which would mean "at once".
  const server = spawn(nodeBin, [cli, ...process.argv.slice(2)], { stdio: 'inherit', detached: true });
  let isStopping = false;
  const stop = () => {
    if (!isStopping) server.kill('SIGTERM');
    isStopping = true;
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  server.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
});

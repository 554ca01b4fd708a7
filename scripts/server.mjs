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
  const server = spawn(nodeBin, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.on('SIGINT', () => server.kill('SIGINT'));
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  server.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
});

// What `npm run server` needs in a fresh clone: packages and a build. The command itself then becomes the server (`exec`), so that
// its process id, its signals and its output are the server's own.
import { requireEngine } from './platform.mjs';
import { build, install, main } from './workspace.mjs';

await main(async () => {
  requireEngine();
  await install();
  await build('@sightglass/server');
});

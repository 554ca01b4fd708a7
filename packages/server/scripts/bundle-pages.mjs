// Puts the built pages, compressed forms and all, into the server's package.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../ui/dist', import.meta.url));
const to = fileURLToPath(new URL('../dist/pages', import.meta.url));

if (!existsSync(join(from, 'index.html'))) {
  process.stderr.write('The pages are not built: run the build of packages/ui first (turbo does).\n');
  process.exit(1);
}
rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true });

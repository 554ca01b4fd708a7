import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

// CommonJS for `import` and `require` alike: docs/decisions/0006 says why.
export default defineConfig({ ...library, entry: ['src/index.ts', 'src/register.ts'], format: 'cjs' });

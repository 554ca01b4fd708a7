import type { UserConfig } from 'tsdown';

/** What every published library is built with; a package spreads it and adds only what differs. */
export const library: UserConfig = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'node',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
};

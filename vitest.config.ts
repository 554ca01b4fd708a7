import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/longest-first.mjs';
import { chromiumArgs, chromiumPath } from './test/kit/chromium.ts';

const conditions = ['@sightglass/source'];
const resolve = { conditions: [...conditions, 'module', 'browser', 'development', 'import', 'default'] };
const node = {
  resolve: { conditions: [...conditions, 'node'] },
  ssr: { resolve: { conditions: [...conditions, 'node'] } },
};

/** Functions and classes, in Node. */
const unit = {
  exclude: ['**/*.browser.test.ts', '**/node_modules/**', '**/dist/**'],
  // Far more than any takes: a machine that gives a test no processor for a while is no fault of it.
  testTimeout: 60_000,
  // Vitest leaves one core to itself, which of two is half.
  maxWorkers: 2,
};

/** Of these, the files that change nothing but what they make themselves. */
const unitShared = 'packages/ui/src/**/*.test.ts';

/** Whole programs and processes: what is built, started as a user starts it, looked at from outside. */
const endToEnd = {
  // Node itself loads the files, as it loads our programs: a second of the processor less for each.
  experimental: { viteModuleRunner: false },
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // They wait for others most of the time, so that three at once have room on two cores.
  maxWorkers: 3,
  // Real processes on a machine with other work; `npm test` names what needed it (docs/decisions/0031).
  retry: 1,
};

/** Of these, the files that ask a server in their own process, and leave nothing behind in it. */
const served = ['conformance/', 'api-', 'ingest-', 'protocol-'].map((name) => `packages/server/test/${name}*.test.ts`);

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...node,
        test: {
          ...unit,
          name: 'node',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          exclude: [unitShared, ...unit.exclude],
        },
      },
      {
        ...node,
        test: {
          ...unit,
          name: 'node-shared',
          include: [unitShared],
          // Two processes for all of them: each file on its own loads the same modules, which takes longer than its tests.
          isolate: false,
        },
      },
      {
        resolve,
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: chromiumPath,
                args: chromiumArgs,
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        ...node,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...served, '**/node_modules/**', '**/dist/**'],
        },
      },
      {
        ...node,
        test: {
          ...endToEnd,
          name: 'e2e-served',
          include: served,
          // One process for many files: to load server and engine takes it more than a second each time.
          isolate: false,
        },
      },
      {
        // What takes too long for every run: `npm run prove -- <name>`.
        ...node,
        test: {
          name: 'prove',
          include: ['prove/**/*.prove.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sightglass } from './rolldown.ts';

let file: string;
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-rolldown-'));
  const folder = join(root, 'node_modules', 'koa');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"koa","version":"3.0.0"}');
  file = join(folder, 'lib', 'application.js');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function transformed(id: string): string | undefined {
  const warnings: string[] = [];
  const { transform } = sightglass();
  const code = transform.filter.id.test(id)
    ? transform.handler.call({ warn: (warning) => warnings.push(warning) }, 'source', id)?.code
    : undefined;
  expect(warnings).toEqual([]);
  return code;
}

test.each(['', '?v=1f2e3d'])('changes a listed file, whatever a bundler puts behind its name: %s', (behind) => {
  expect(transformed(file + behind)).toMatch(/^source\n[\s\S]*sightglass:koa:use/);
});

test('leaves alone what a plugin makes up for a listed file, and other files', () => {
  expect(transformed(`\0${file}?commonjs-exports`)).toBeUndefined();
  expect(transformed(file.replace('application', 'context'))).toBeUndefined();
  expect(transformed(file.replace('node_modules', 'src'))).toBeUndefined();
});

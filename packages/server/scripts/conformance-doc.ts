/**
 * Writes `docs/otlp-conformance.md`: each statement that is tested of OTLP, and whether it held.
 * `node packages/server/scripts/conformance-doc.ts` runs the tests of `packages/server/test/conformance` for it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = 'packages/server/test/conformance';

/** Where the table stands. */
export const PAGE: string = join(root, 'docs/otlp-conformance.md');

/** A statement, as the title of its test says it. */
export interface Statement {
  readonly number: number;
  readonly text: string;
  /** The test's, relative to the repository. */
  readonly file: string;
}

const TITLE = /\bit\(\s*'OTLP (\d+): ((?:[^'\\]|\\.)+)'/g;

/** What is tested, in the order of the numbers. */
export function statements(): Statement[] {
  return readdirSync(join(root, FOLDER))
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => {
      const file = `${FOLDER}/${name}`;
      const titles = readFileSync(join(root, file), 'utf8').matchAll(TITLE);
      return [...titles].map(([, number, text = '']) => ({ number: Number(number), text, file }));
    })
    .toSorted((a, b) => a.number - b.number);
}

/** The rows of the table that is written, without their results. */
export function writtenStatements(): Statement[] {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| (\d+) \| (.+) \| \S.* \| `(.+)` \|$/gm);
  return [...rows].map(([, number, text = '', file = '']) => ({ number: Number(number), text: unquoted(text), file }));
}

/** The part of vitest's report that is read. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** By the number of the statement: what became of its test. */
type Results = ReadonlyMap<number, string>;

const WORDS: Readonly<Record<string, string>> = { passed: 'holds', failed: 'fails' };

/** Runs the tests. */
function run(): Results {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-conformance-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--project', 'e2e*', ...reporters, `${FOLDER}/`], {
    cwd: root,
    stdio: 'inherit',
  });
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return new Map(
    all.map(({ title, status }) => [Number(/^OTLP (\d+):/.exec(title)?.[1]), WORDS[status] ?? 'was not tried']),
  );
}

function page(found: readonly Statement[], results: Results): string {
  const held = found.filter(({ number }) => results.get(number) === 'holds').length;
  return [
    '<!-- Written by `node packages/server/scripts/conformance-doc.ts`; edit the titles of the tests instead. -->',
    '',
    '# Conformance with OTLP',
    '',
    'What OTLP 1.11 and the data model of metrics ask of a receiver, and what pages in browsers need beside. Each statement is one test:',
    'it sends over a real socket to a real server, and reads back through the API what became of it. Where the specification says MAY,',
    `the server does it. At the last run ${held} of ${found.length} held. Where it leaves a choice, [OTLP](server/otlp.md) says which one was made.`,
    '',
    '| number | statement | result | test |',
    '|---|---|---|---|',
    ...found.map(
      (one) =>
        `| ${one.number} | ${quoted(one.text)} | ${results.get(one.number) ?? 'was not tried'} | \`${one.file}\` |`,
    ),
    '',
  ].join('\n');
}

const quoted = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{', '&#123;');
const unquoted = (text: string): string =>
  text.replaceAll('\\|', '|').replaceAll('&lt;', '<').replaceAll('&#123;', '{');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, page(statements(), run()));
  process.stdout.write('docs/otlp-conformance.md is written.\n');
}

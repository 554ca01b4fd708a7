// A reporter of vitest beside the usual one: keeps a short list of what failed for the end of `npm test`, where the first failure is
// thousands of lines up. What only held at a later attempt is on the list as well. The file is named by SIGHTGLASS_FAILURES and holds
// nothing after a run in which everything held at once.
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const MOST = 20;

/** What was said, and the lines that differ: of what held at a later attempt nothing else is kept. */
function lineOf(error) {
  const said = String(error?.message ?? error).split('\n');
  const different = stripVTControlCharacters(error?.diff ?? '')
    .split('\n')
    .filter((line) => /^[-+] {2}/.test(line));
  return [said.slice(0, 4).join(' ⏎ ').slice(0, 400), different.slice(0, 30).join(' ⏎ ').slice(0, 1600)]
    .join(' ')
    .trim();
}

export default class FailuresReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.SIGHTGLASS_FAILURES;
    if (path === undefined) return;
    const lines = [];
    for (const file of modules) {
      for (const error of file.errors()) lines.push(`${file.relativeModuleId}: ${lineOf(error)}`);
      for (const test of file.children.allTests('failed')) {
        const [error] = test.result().errors ?? [];
        lines.push(`${file.relativeModuleId} > ${test.fullName}: ${lineOf(error)}`);
      }
    }
    for (const file of modules) {
      for (const test of file.children.allTests('passed')) {
        const { flaky = false, retryCount = 0 } = test.diagnostic() ?? {};
        if (!flaky) continue;
        const [error] = test.result().errors ?? [];
        lines.push(`at attempt ${retryCount + 1} only: ${file.relativeModuleId} > ${test.fullName}: ${lineOf(error)}`);
      }
    }
    for (const error of unhandledErrors) {
      const from = error.VITEST_TEST_PATH === undefined ? '' : ` (${error.VITEST_TEST_PATH})`;
      const at = (error.stacks?.[0] && ` at ${error.stacks[0].file}:${error.stacks[0].line}`) ?? '';
      lines.push(`not caught${from}: ${error.name ?? ''} ${lineOf(error)}${at}`);
    }
    const more = lines.length > MOST ? [`… and ${lines.length - MOST} more`] : [];
    writeFileSync(path, [...lines.slice(0, MOST), ...more].map((line) => `${line}\n`).join(''));
  }
}

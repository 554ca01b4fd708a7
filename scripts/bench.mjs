// `npm run bench -- <name>`: runs bench/<name>.bench.mjs on the pinned Node, prints its JSON, and writes the figure with command,
// versions and machine into bench/RESULTS.md. A measurement prints one object with `name, what, goal, figure, result, figures`.
// Further words go to the measurement, which then measures less than all: nothing is written.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { build, install, main, nodeBin, root, run, Stop } from './workspace.mjs';

const RESULTS = join(root, 'bench', 'RESULTS.md');
const HEAD = '# Measurements\n\nWritten by `npm run bench -- <name>`; run it again rather than edit.\n';

function names() {
  return readdirSync(join(root, 'bench'))
    .filter((file) => file.endsWith('.bench.mjs'))
    .map((file) => file.slice(0, -'.bench.mjs'.length));
}

/** One section of RESULTS.md. */
function sectionOf({ name, what, goal, figure, result, figures }) {
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}`;
  const columns = Object.keys(figures[0] ?? {});
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [
    `## ${name}`,
    `${what}.`,
    '',
    `Goal: ${goal}. Measured: **${figure}**, ${result}.`,
    '',
    row(columns),
    row(columns.map(() => '---')),
    ...figures.map((line) => row(columns.map((column) => line[column] ?? ''))),
    '',
    `\`npm run bench -- ${name}\`, ${new Date().toISOString().slice(0, 10)}, Node ${readPinnedNode()}, ${machine}.`,
    '',
  ].join('\n');
}

function readPinnedNode() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8')).version;
}

/** Puts a section in the place of the former one of that name, or at the end. */
function writeSection(name, section) {
  const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : HEAD;
  const [head = HEAD, ...sections] = before.split(/^(?=## )/m);
  const others = sections.filter((other) => !other.startsWith(`## ${name}\n`)).map((other) => other.trimEnd());
  writeFileSync(RESULTS, `${[head.trimEnd(), ...others, section.trimEnd()].join('\n\n')}\n`);
}

await main(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || !names().includes(name)) {
    throw new Stop(
      `${name === undefined ? 'Name a measurement' : `No measurement is called ${name}`}. There are: ${names().join(', ')}.`,
    );
  }
  await install();
  await build();
  const { code, output, answer } = await run(nodeBin, [join(root, 'bench', `${name}.bench.mjs`), ...rest]);
  process.stdout.write(output);
  if (code !== 0) throw new Stop(`The measurement failed (exit code ${code}).`);
  if (rest.length === 0) writeSection(name, sectionOf(JSON.parse(answer)));
});

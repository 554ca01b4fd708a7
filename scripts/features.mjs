// The list of all features (docs/features.json) and which tests show them: those whose title carries a feature's id in brackets,
// as in `it('[IN-01] refuses a wrong key', …)`.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * @typedef {{ id: string, priority: string, area: string, feature: string, owner: string }} Feature
 * @typedef {{ file: string, title: string }} Shown
 */

const TEST_FOLDERS = ['packages', 'examples', 'test', 'prove'];
const TITLE = /\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g;
const ID = /\[([A-Z]+-\d+)\]/g;

/** @returns {Feature[]} */
export function readFeatures() {
  return JSON.parse(readFileSync(join(root, 'docs', 'features.json'), 'utf8'));
}

/**
 * The titles of tests by the feature that they show. A `describe` counts as one title.
 * @returns {Map<string, Shown[]>}
 */
export function shownFeatures() {
  const shown = new Map();
  for (const file of TEST_FOLDERS.flatMap(testFiles)) {
    for (const [, , title = ''] of readFileSync(join(root, file), 'utf8').matchAll(TITLE)) {
      for (const [, id] of title.matchAll(ID)) {
        shown.set(id, [...(shown.get(id) ?? []), { file, title: title.replaceAll(ID, '').trim() }]);
      }
    }
  }
  return shown;
}

/** Test files of a folder and those in it. What is installed or built is not entered: it is a hundred times as much. */
function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : testFiles(path);
      return /\.(test|prove)\.tsx?$/.test(entry.name) ? [path] : [];
    })
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The page of all features: what each is, who owns it, and the tests that show it. */
export function featuresPage() {
  const features = readFeatures();
  const shown = shownFeatures();
  const areas = [...new Set(features.map(({ area }) => area))];
  const count = features.filter(({ id }) => shown.has(id)).length;
  return [
    '<!-- Written by `npm run accept`; edit docs/features.json and the titles of the tests instead. -->',
    '',
    '# Features',
    '',
    `What Sightglass is to do in the end: ${features.length} features, of which ${count} have at least one test that carries their id.`,
    'That test may show a part of the feature; `npm run accept -- <ID>` runs it. P0 comes first, P3 last.',
    ...areas.flatMap((area) => [
      '',
      `## ${area}`,
      '',
      '| ID | P | feature | owner | shown by |',
      '|---|---|---|---|---|',
      ...features.filter((feature) => feature.area === area).map((feature) => rowOf(feature, shown.get(feature.id))),
    ]),
    '',
  ].join('\n');
}

function rowOf({ id, priority, feature, owner }, tests = []) {
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const list = tests.map(({ file, title }) => `${cell(title)} (\`${file}\`)`).join('<br>');
  return `| ${id} | ${priority} | ${cell(feature)} | ${owner} | ${list} |`;
}

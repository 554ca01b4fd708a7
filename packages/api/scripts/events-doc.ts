/**
 * Writes docs/events.md from the comments of `src/semconv/`; with `--check` only says whether it is up to date.
 *
 * Each constant's comment is a sentence and, in brackets, what stands in the other columns:
 *   an attribute  [type, unit; where it is set; source]
 *   a metric      [instrument, unit; who records it; source]
 *   an event      [scopes; source] and a paragraph `Attributes: ATTR_…, ATTR_….`
 * A comment of any other form is an error, so that no constant can be left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One exported constant with its comment in one line. */
interface Constant {
  readonly constant: string;
  readonly name: string;
  readonly comment: string;
}

const SEMCONV = new URL('../src/semconv/', import.meta.url);
const DOCUMENT = new URL('../../../docs/events.md', import.meta.url);
const COMMAND = 'node packages/api/scripts/events-doc.ts';

const ATTRIBUTE_FILES = [
  ['resource', 'Resource'],
  ['kubernetes', 'Kubernetes'],
  ['http', 'Requests'],
  ['calls', 'Databases, queues, procedures, models'],
  ['runtime', 'Runtime, code, logs'],
  ['errors', 'Errors'],
  ['people', 'People and sessions'],
  ['page', 'Pages'],
  ['delivery', 'Delivery'],
] as const;

const SOURCES: Readonly<Record<string, string>> = {
  'OTel stable': 'stable | OpenTelemetry 1.45',
  'OTel development': 'development | OpenTelemetry 1.45',
  'OTel GenAI': 'development | OpenTelemetry GenAI',
  'OTel client-side': 'development | OpenTelemetry client-side',
  ours: 'development | Sightglass',
};

/** The constants of one file of `src/semconv/`, in its order. */
export function readConstants(file: string): Constant[] {
  const text = readFileSync(new URL(`${file}.ts`, SEMCONV), 'utf8');
  const declared = [...text.matchAll(/^export const/gm)].length;
  const pattern =
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport const (\w+) = (?:'([^']+)'|\(\w+: string\): string => `([^`]+)`);/g;
  const found = [...text.matchAll(pattern)].map(([, comment = '', constant = '', value, template = '']) => ({
    constant,
    name: value ?? template.replaceAll(/\$\{(\w+)\}/g, '<$1>'),
    comment: comment
      .replaceAll(/^[ \t]*\*?[ \t]?/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  }));
  if (found.length !== declared) {
    throw new Error(
      `${file}.ts declares ${declared} constants, but ${found.length} have a comment and a literal value`,
    );
  }
  return found;
}

/** The whole document. */
export function eventsDocument(): string {
  const attributes = ATTRIBUTE_FILES.map(([file, title]) => ({ file, title, constants: readConstants(file) }));
  const names = new Map(attributes.flatMap((part) => part.constants.map((one) => [one.constant, one.name] as const)));
  return `<!-- Generated from packages/api/src/semconv by \`${COMMAND}\`. Do not edit. -->
# The vocabulary: what goes over the wire

Every event, metric and attribute that Sightglass sends or reads, as constants in \`@sightglass/api/semconv\`.
OpenTelemetry's semantic conventions 1.45 come first; \`sightglass.*\` stands only where they have no name.
All of it travels as OTLP, so any OpenTelemetry Collector can take it.

## Events

Log records with an EventName. The scope (\`InstrumentationScope.name\`) says who made the record. A program may name its own
events as it likes, through \`monitor.event()\` (scope \`@sightglass/api\`) or \`track()\` (scope \`@sightglass/usage\`), but not by a
name of this table. Every event of ours carries \`log.record.uid\`.

| event | scope | what | attributes | stability | source |
|---|---|---|---|---|---|
${readConstants('events')
  .map((one) => eventRow(one, names))
  .join('\n')}

## Metrics

What a program records through \`monitor.*\` has the names that the program gives.

| metric | instrument | unit | what | who | stability | source |
|---|---|---|---|---|---|---|
${readConstants('metrics').map(metricRow).join('\n')}

## Attributes

Types: \`strings\` is a list of texts, \`map\` names to values, \`maps\` a list of them. Units are UCUM's: \`ms\`, \`s\`, \`By\` (bytes),
\`{thing}\` (a count of things).
${attributes.map((part) => attributeTable(part.title, part.constants)).join('')}`;
}

function attributeTable(title: string, constants: readonly Constant[]): string {
  return `
### ${title}

| attribute | type | unit | what | when | stability | source |
|---|---|---|---|---|---|---|
${constants.map(attributeRow).join('\n')}
`;
}

function attributeRow(one: Constant): string {
  const [what, [kind = '', when = '', source = '']] = splitComment(one, 3);
  const [type = '', unit = ''] = kind.split(', ');
  return row(`\`${one.name}\``, type, unit, what, when, sourceOf(one, source));
}

function metricRow(one: Constant): string {
  const [what, [kind = '', who = '', source = '']] = splitComment(one, 3);
  const [instrument = '', unit = ''] = kind.split(', ');
  return row(`\`${one.name}\``, instrument, `\`${unit}\``, what, who, sourceOf(one, source));
}

function eventRow(one: Constant, names: ReadonlyMap<string, string>): string {
  const [sentence = '', list = ''] = one.comment.split(' Attributes: ');
  const [what, [scopes = '', source = '']] = splitComment({ ...one, comment: sentence }, 2);
  const attributes = list.replace(/\.$/, '').split(', ');
  const shown = attributes.map((constant) => {
    const name = names.get(constant);
    if (name === undefined) throw new Error(`${one.constant}: ${constant} is no attribute of the vocabulary`);
    return `\`${name}\``;
  });
  return row(`\`${one.name}\``, scopes, what, shown.join(', '), sourceOf(one, source));
}

function splitComment(one: Constant, parts: number): [what: string, brackets: string[]] {
  const [, what, inside] = /^(.+) \[([^\]]+)\]$/.exec(one.comment) ?? [];
  const brackets = inside?.split('; ') ?? [];
  if (what === undefined || brackets.length !== parts) {
    throw new Error(`${one.constant}: its comment must end in [${parts} parts, separated by "; "]`);
  }
  return [what, brackets];
}

function sourceOf(one: Constant, source: string): string {
  const columns = SOURCES[source];
  if (columns === undefined)
    throw new Error(`${one.constant}: source ${source} is none of ${Object.keys(SOURCES).join(', ')}`);
  return columns;
}

/** The last cell is already two columns. */
function row(...cells: string[]): string {
  const last = cells.pop() ?? '';
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} | ${last} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = eventsDocument();
  if (!process.argv.includes('--check')) {
    writeFileSync(DOCUMENT, wanted);
  } else if (readFileSync(DOCUMENT, 'utf8') !== wanted) {
    process.stderr.write(`docs/events.md is out of date: run \`${COMMAND}\` and commit it\n`);
    process.exitCode = 1;
  }
}

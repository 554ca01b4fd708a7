import { existsSync } from 'node:fs';
import { ServerError } from '../errors.ts';
import { openKeep, type Keep } from '../keep/keep.ts';
import { KEY_KINDS, type KeyKind } from '../keep/key-text.ts';
import { createKey, listKeys, revokeKey } from '../keep/keys.ts';
import { parseOrigin } from '../keep/origins.ts';
import { createProject, isTimezone, listProjects, SLUG } from '../keep/projects.ts';
import { DEFAULT_PROJECT } from '../keep/principal.ts';
import { resolveServerOptions, type ServerOptions } from '../options.ts';
import { ensureFolder } from '../store/folder.ts';
import { readArguments, type Arguments } from './arguments.ts';

/** What a command says: its result, and what a person should know beside it. */
export interface Said {
  readonly out: string;
  readonly note: string;
}

/** Who the audit says did it. */
const ACTOR = 'command line';

const TEXT = { type: 'string' } as const;

const OPTIONS = {
  data: TEXT,
  project: TEXT,
  kind: TEXT,
  name: TEXT,
  timezone: TEXT,
  origin: { type: 'string', multiple: true },
} as const;

type Command = (keep: Keep, args: Arguments) => Promise<Said>;

/** The commands, each with the options that it takes beside --data. */
const COMMANDS: Readonly<Record<string, { run: Command; takes: readonly string[]; words: number }>> = {
  'keys create': { run: makeKey, takes: ['kind', 'project', 'name', 'origin'], words: 2 },
  'keys list': { run: showKeys, takes: ['project'], words: 2 },
  'keys revoke': { run: endKey, takes: [], words: 3 },
  'projects create': { run: makeProject, takes: ['name', 'timezone'], words: 3 },
  'projects list': { run: showProjects, takes: [], words: 2 },
};

/**
 * Runs `keys …` or `projects …` on the data folder, or on the database of SIGHTGLASS_DATABASE_URL, whether a server runs or not.
 *
 * @throws {@link ServerError}.
 */
export async function runKeepCommand(given: readonly string[]): Promise<Said> {
  const args = readArguments(given, OPTIONS, true);
  const name = args.words.slice(0, 2).join(' ');
  const command = COMMANDS[name];
  if (!command) throw wrong(`there is no command ${name}`, `use ${Object.keys(COMMANDS).join(', ')}; see --help`);
  const unfit = Object.keys(OPTIONS).find(
    (option) => option !== 'data' && args.texts(option).length > 0 && !command.takes.includes(option),
  );
  if (unfit !== undefined) throw wrong(`${name} takes no --${unfit}`, 'see --help');
  if (args.words.length !== command.words) {
    throw wrong(`${name} takes ${command.words - 2} words, not ${args.words.length - 2}`, 'see --help');
  }
  const data = args.text('data');
  const keep = await openFor(command.run, data === undefined ? {} : { dataDir: data });
  try {
    return await command.run(keep, args);
  } finally {
    await keep.close();
  }
}

async function openFor(command: Command, given: ServerOptions): Promise<Keep> {
  const { dataDir, databaseUrl } = resolveServerOptions(given);
  const isMaking = command === makeKey || command === makeProject;
  if (databaseUrl === undefined && !isMaking && !existsSync(dataDir)) {
    throw wrong(`there is no data folder ${dataDir}`, 'name the one of the server with --data DIR');
  }
  ensureFolder(dataDir);
  return openKeep({ dataDir, databaseUrl });
}

async function makeKey(keep: Keep, args: Arguments): Promise<Said> {
  const kind = kindOf(args.text('kind'));
  const project = args.text('project') ?? DEFAULT_PROJECT;
  const origins = args.texts('origin').map((text) => {
    const origin = parseOrigin(text);
    if (origin === undefined)
      throw wrong(`origin ${text} cannot be used`, 'write it as in --origin https://shop.example');
    return origin;
  });
  if ((kind === 'browser') !== origins.length > 0) {
    const remedy = 'give --origin https://… for a browser key, once or more, and for no other kind';
    throw wrong(`a ${kind} key ${kind === 'browser' ? 'needs' : 'has no'} origins`, remedy);
  }
  const { id, key } = await createKey(keep, ACTOR, { kind, project, name: args.text('name'), origins });
  const hasAdmin = (await listKeys(keep)).some((one) => one.kind === 'admin' && one.revokedAtMs === null);
  const shown = `Key ${id} (${kind}, project ${project}). It is shown this once.\n`;
  const hint = hasAdmin
    ? ''
    : 'The server asks for keys from now on. For its pages, make one with: keys create --kind admin\n';
  return { out: `${key}\n`, note: shown + hint };
}

async function showKeys(keep: Keep, args: Arguments): Promise<Said> {
  const keys = await listKeys(keep, args.text('project'));
  const rows = keys.map(({ id, kind, project, name, hint, origins, createdAtMs, lastUsedAtMs, revokedAtMs }) => [
    id,
    kind,
    project,
    `…${hint}`,
    dateOf(createdAtMs),
    revokedAtMs === null ? dateOf(lastUsedAtMs) : `revoked ${dateOf(revokedAtMs)}`,
    [name, ...origins].join(' ').trim(),
  ]);
  return { out: table([['ID', 'KIND', 'PROJECT', 'ENDS', 'CREATED', 'LAST USED', 'NAME'], ...rows]), note: '' };
}

async function endKey(keep: Keep, { words }: Arguments): Promise<Said> {
  const [, , id = ''] = words;
  const { kind, project } = await revokeKey(keep, ACTOR, id, { evenLastAdmin: true });
  return { out: '', note: `Key ${id} (${kind}, project ${project}) is revoked.\n` };
}

async function makeProject(keep: Keep, args: Arguments): Promise<Said> {
  const [, , slug = ''] = args.words;
  const timezone = args.text('timezone');
  if (!SLUG.test(slug)) throw wrong(`project ${slug} cannot be used`, 'write 1 to 40 of a-z, 0-9 and -');
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw wrong(`timezone ${timezone} cannot be used`, 'write the name of one, as in Europe/Berlin');
  }
  await createProject(keep, ACTOR, { slug, name: args.text('name'), timezone });
  return { out: '', note: `Project ${slug} is made.\n` };
}

async function showProjects(keep: Keep): Promise<Said> {
  const projects = await listProjects(keep);
  const rows = projects.map(({ slug, name, timezone, status }) => [slug, status, timezone, name]);
  return { out: table([['SLUG', 'STATUS', 'TIME ZONE', 'NAME'], ...rows]), note: '' };
}

function kindOf(text: string | undefined): KeyKind {
  const kind = KEY_KINDS.find((one) => one === text);
  if (kind) return kind;
  const what = text === undefined ? 'kind is missing' : `kind ${text} cannot be used`;
  throw wrong(what, `give --kind with one of ${KEY_KINDS.join(', ')}`);
}

function dateOf(ms: number | null): string {
  return ms === null ? 'never' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function wrong(what: string, remedy: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', what, { remedy });
}

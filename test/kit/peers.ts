import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, globSync, readFileSync } from 'node:fs';

/** A program of another maker that tests run against. */
export type Peer = 'chromium' | 'firefox' | 'postgres' | 'redis' | 'mariadb' | 'rabbitmq' | 'openssl' | 'jsc';

interface Origin {
  /** Debian's packages that bring it. */
  packages: string[];
  /** Where these put its program; `*` stands for a version. */
  programs: string[];
  /** Environment variable that names another place. */
  variable?: string;
}

/** What `npm test` installs, too: so it stands in a file that scripts can read. */
const ORIGINS = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8')) as Record<Peer, Origin>;

/** The program of a peer, the newest where there are several; undefined where it is not installed. */
export function installed(peer: Peer): string | undefined {
  const { programs, variable } = ORIGINS[peer];
  const given = variable === undefined ? undefined : process.env[variable];
  if (given !== undefined) return given;
  const found = programs.flatMap((program) => (program.includes('*') ? globSync(program) : [program]));
  return found
    .filter((program) => existsSync(program))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .at(0);
}

/** The program of a peer. @throws an error that says how to install it. */
export function programOf(peer: Peer): string {
  const program = installed(peer);
  if (program !== undefined) return program;
  throw new Error(
    `${peer} is not installed: apt-get install --no-install-recommends ${ORIGINS[peer].packages.join(' ')}`,
  );
}

/**
 * Whether the tests against a peer can run; where they cannot, says in one line what is left out.
 * For `describe.runIf(has('redis', 'queues in Redis'))`.
 */
export function has(peer: Peer, what: string): boolean {
  const isThere = installed(peer) !== undefined;
  if (!isThere) process.stdout.write(`left out: ${what}, because ${peer} is not installed\n`);
  return isThere;
}

/**
 * Whom to run a database as: databases refuse to run as root, so as root it is `nobody`, who is given the folder.
 * For the options of `spawn`.
 */
export function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody']).toString()));
  if (uid === undefined || gid === undefined) throw new Error('this machine has no account called nobody');
  chownSync(folder, uid, gid);
  return { uid, gid };
}

/**
 * A small door that speaks ClickHouse's HTTP interface on top of the embedded engine, because a real ClickHouse server is not to be had
 * where these tests run: a statement in `?query=` or the body, settings as further parameters, a Native body of an INSERT as a file of its own.
 * https://clickhouse.com/docs/interfaces/http
 */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { drainPending, Session } from 'chdb';

/** Parameters of the interface that are no settings, or that only a real HTTP server has. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'wait_end_of_query',
  'enable_http_compression',
  'readonly',
  'database',
  'session_id',
]);

export interface Door {
  url: string;
  /** Statements that arrived, with their settings. */
  readonly seen: { query: string; settings: URLSearchParams }[];
  close(): Promise<void>;
}

/** Opens the door on a folder of the embedded engine. */
export async function openDoor(folder: string): Promise<Door> {
  const sessions = Array.from({ length: 10 }, () => new Session(join(folder, 'door')));
  const free = [...sessions];
  const killer = new Session(join(folder, 'door'));
  const seen: Door['seen'] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: Error & { clickhouseCode?: number }) => {
      response.writeHead(500, { 'X-ClickHouse-Exception-Code': String(error.clickhouseCode ?? 0) });
      response.end(
        error.message.replace(/^(Code: \d+\. DB::Exception: )+/, (all) =>
          all.slice(0, all.indexOf(': ', 6) + 2 + 'DB::Exception: '.length),
        ),
      );
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { searchParams } = new URL(request.url ?? '/', 'http://door');
    const body = Buffer.concat(await request.toArray());
    const query = searchParams.get('query') ?? body.toString();
    seen.push({ query, settings: searchParams });
    if (query.startsWith('KILL')) return void response.end(await run(killer, kill(query), 'TSV'));
    const settings = [...searchParams]
      .filter(([name]) => !NOT_SETTINGS.has(name))
      .map(([name, value]) => `${name} = '${value}'`);
    const session = free.pop();
    if (session === undefined) throw new Error('the door is too small for this test');
    try {
      if (searchParams.has('query') && /FORMAT Native\s*$/.test(query)) await insert(session, query, body, settings);
      else {
        const { sql, format } = withoutFormat(query);
        const suffix =
          settings.length === 0 || !/^\s*(SELECT|WITH)/i.test(sql) ? '' : ` SETTINGS ${settings.join(', ')}`;
        response.write(await run(session, `/* ${searchParams.get('query_id') ?? ''} */ ${sql}${suffix}`, format));
      }
      response.end();
    } finally {
      await session.queryAsync('SELECT 1', { format: 'Null' });
      free.push(session);
    }
  };
  const insert = async (session: Session, query: string, body: Buffer, settings: string[]): Promise<void> => {
    const path = join(folder, `${randomUUID()}.native`);
    writeFileSync(path, body);
    const [, head = '', columns = ''] = /^(INSERT INTO \S+) (\(.*\)) FORMAT Native\s*$/s.exec(query) ?? [];
    const sql = `${head} ${columns} SELECT ${columns.slice(1, -1)} FROM file('${path}', 'Native') SETTINGS ${settings.join(', ')}`;
    await run(session, sql, 'Null').finally(() => rmSync(path));
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await drainPending();
      for (const session of [...sessions, killer]) session.close();
      await drainPending();
    },
  };
}

async function run(session: Session, sql: string, format: string): Promise<string> {
  return (await session.queryAsync(sql, { format })).text();
}

function withoutFormat(query: string): { sql: string; format: string } {
  const [, sql = query, format = 'Null'] = /^(.*?)\s+FORMAT (\w+)\s*$/s.exec(query) ?? [];
  return { sql, format };
}

/** The engine in this process has no ids of queries; the door put them into a comment. */
function kill(query: string): string {
  const [, id = ''] = /query_id = '([^']+)'/.exec(query) ?? [];
  return `KILL QUERY WHERE startsWith(query, '/* ${id} */') ASYNC`;
}

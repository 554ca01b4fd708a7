import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../../test/kit/guard.ts';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { COLUMNS } from '../native/tables.ts';
import { MIGRATIONS, migrate, schemaStatements } from './migrate.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOwnEngine('pages');
});
afterAll(() => engine.close());

/** Columns of a row as a map of SQL: what is not named is empty. */
interface Line {
  event: string;
  uid?: string;
  session?: string;
  attributes?: Record<string, string>;
  body?: string;
}

const START = Date.UTC(2026, 10, 20);

function insert(database: string, lines: readonly Line[], table = 'otel_logs'): Promise<void> {
  const map = (values: Record<string, string>): string =>
    `map(${Object.entries(values)
      .flat()
      .map((text) => `'${text}'`)
      .join(', ')})`;
  const rows = lines.map(({ event, uid, session = 's1', attributes = {}, body = '' }, i) => {
    const own = { ...(uid === undefined ? {} : { 'log.record.uid': uid }), 'session.id': session, ...attributes };
    return `SELECT toDateTime64('${new Date(START + i * 1000).toISOString().replace('Z', '')}', 9, 'UTC'), 'web', '${event}', '${body}', ${map(own)}, ${map({ 'user_agent.original': 'Mobi', 'browser.mobile': 'true' })}`;
  });
  return engine.command(
    `INSERT INTO ${database}.${table} (Timestamp, ServiceName, EventName, Body, LogAttributes, ResourceAttributes) ${rows.join(' UNION ALL ')}`,
  );
}

async function all(sql: string): Promise<object[]> {
  return (await engine.select<object>(sql)).rows;
}

const page = { 'url.path': '/a', 'sightglass.page.id': 'p' };
const LINES: readonly Line[] = [
  { event: 'session.start', uid: 'u0', attributes: { 'sightglass.session.sampled': 'false' } },
  { event: 'browser.navigation', uid: 'u1', attributes: { ...page, 'sightglass.page.route': '/:id' } },
  {
    event: 'browser.navigation',
    attributes: { 'url.full': 'https://shop.test/b?c=d', 'sightglass.page.id': 'p' },
    session: '',
  },
  { event: 'app.widget.click', uid: 'u3', attributes: { 'sightglass.click.kind': 'rage' } },
  {
    event: 'browser.resource_timing',
    uid: 'u4',
    attributes: {
      'url.full': 'https://shop.test/a.js?v=1#x',
      'sightglass.resource.kind': 'script',
      'sightglass.resource.duration_ms': '12.5',
      'sightglass.resource.transfer_size': '1000',
      'sightglass.resource.sample_ratio': '0.25',
      'http.response.status_code': '404',
    },
  },
  // None of these belongs to a page.
  { event: '', uid: 'u5' },
  { event: 'deployment.finished', uid: 'u6', session: '' },
  { event: 'sightglass.replay.chunk', uid: 'u7', body: 'x' },
];
const EVENTS =
  'SELECT EventName, SessionId, Route, Path, UserAgent, IsMobile, IsSampled, ClickKind, ResourceUrl, ResourceKind, ResourceMs, ResourceBytes, ResourceWeight, ResourceStatus FROM $.page_events FINAL ORDER BY Timestamp';
const plain = {
  SessionId: 's1',
  Route: '',
  Path: '',
  UserAgent: 'Mobi',
  IsMobile: true,
  IsSampled: true,
  ClickKind: '',
  ResourceUrl: '',
  ResourceKind: '',
  ResourceMs: 0,
  ResourceBytes: '0',
  ResourceWeight: 1,
  ResourceStatus: 0,
};
const EXPECTED = [
  { ...plain, EventName: 'session.start', IsSampled: false },
  { ...plain, EventName: 'browser.navigation', Route: '/:id', Path: '/a' },
  { ...plain, EventName: 'browser.navigation', SessionId: '', Path: '/b' },
  { ...plain, EventName: 'app.widget.click', ClickKind: 'rage' },
  {
    ...plain,
    EventName: 'browser.resource_timing',
    ResourceUrl: 'https://shop.test/a.js',
    ResourceKind: 'script',
    ResourceMs: 12.5,
    ResourceBytes: '1000',
    ResourceWeight: 4,
    ResourceStatus: 404,
    Path: '/a.js',
  },
];

describe('events of pages', () => {
  it('are taken from the log records that were there before, once, however often the step is begun', async () => {
    await migrate(engine, 'old', { migrations: MIGRATIONS.slice(0, 6) });
    await insert('old', LINES);
    // Killed before the step was marked as done.
    const step = MIGRATIONS.find(({ version }) => version === 7);
    for (const statement of schemaStatements(step?.sql ?? '', '`old`', undefined)) await engine.command(statement);
    await migrate(engine, 'old');
    expect(await all(EVENTS.replace('$', 'old'))).toEqual(EXPECTED);
    expect(await all('SELECT toUInt32(count()) AS n FROM old.page_events')).toEqual([{ n: EXPECTED.length }]);
  });

  it('come with each log record from then on, one that came twice once', async () => {
    await migrate(engine, 'young');
    await insert('young', LINES);
    await insert('young', LINES, 'otel_logs');
    expect(await all(EVENTS.replace('$', 'young'))).toEqual(EXPECTED);
  });
});

describe('pieces of recordings', () => {
  it('go into their table past the log records, once, also when the same file is inserted again', async () => {
    await migrate(engine, 'young');
    await engine.command('TRUNCATE TABLE young.otel_replay');
    const chunk = {
      event: 'sightglass.replay.chunk',
      attributes: { 'sightglass.replay.id': 'r', 'sightglass.replay.seq': '3' },
    };
    const path = join(temporaryFolder('chunks'), 'chunks.native');
    await insert('young', [{ ...chunk, uid: 'c', body: 'H4sI' }]);
    await engine.command(
      `INSERT INTO FUNCTION file('${path}', 'Native') SELECT Timestamp, ServiceName, EventName, Body, LogAttributes, ResourceAttributes FROM young.otel_logs WHERE RecordUid = 'c'`,
    );
    await engine.command('TRUNCATE TABLE young.otel_replay');
    for (let i = 0; i < 3; i++) await engine.insertFile('young.otel_logs_past', COLUMNS.otel_logs_past, path, 'file-1');
    const rows = 'SELECT SessionId, ReplayId, Seq, Body, toUInt32(BodySize) AS size FROM young.otel_replay';
    expect(await all(rows)).toEqual([{ SessionId: 's1', ReplayId: 'r', Seq: 3, Body: 'H4sI', size: 4 }]);
  });
});

describe('web vitals', () => {
  it('know which measure they are, also those that came late', async () => {
    await migrate(engine, 'young');
    const vital = {
      event: 'browser.web_vital',
      attributes: { 'browser.web_vital.id': 'v1', 'browser.web_vital.name': 'lcp' },
    };
    await insert('young', [{ ...vital, uid: 'late' }], 'otel_logs_past');
    await insert('young', [{ ...vital, uid: 'now' }]);
    expect(await all('SELECT Uid, MeasureId, Device FROM young.web_vitals ORDER BY Uid')).toEqual([
      { Uid: 'late', MeasureId: 'v1', Device: 'mobile' },
      { Uid: 'now', MeasureId: 'v1', Device: 'mobile' },
    ]);
  });
});

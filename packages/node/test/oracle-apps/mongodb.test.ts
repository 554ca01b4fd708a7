import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerFolder } from '../../../../test/kit/broker.ts';
import { type MongoDb, startMongoDb } from '../../../../test/kit/mongodb.ts';
import { compare, EQUAL } from './compare.ts';
import type { Comparison } from './compare.ts';
import { askTwice } from './drive.ts';
import { servedBy } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const SCRIPT =
  eachWork(`insert many find cursor left update delete change aggregate count distinct bulk ping collections
  twice refused unknown together nothing`);

const folder = brokerFolder('ferretdb', 'the spans of mongodb');

describe.runIf(folder !== undefined)('mongodb', () => {
  let mongodb: MongoDb | undefined;
  let compared: Comparison;
  beforeAll(async () => {
    mongodb = await startMongoDb(String(folder));
    // A server for each: both programs begin with an empty one.
    const other = await startMongoDb(String(folder));
    const urls = { ours: mongodb.url, stock: other.url };
    try {
      compared = await compare('mongodb.mjs', {
        env: (side) => ({ MONGODB_URL: urls[side] }),
        drive: (origin) => askTwice(origin, SCRIPT),
        allowed: ['mongodb-texts', 'mongodb-commands', 'mongodb-errors', 'mongodb-unasked'],
      });
    } finally {
      await other.stop();
    }
  });
  afterAll(() => mongodb?.stop());

  const served = (name: string): PlainSpan[] => servedBy(compared.ours, name);
  const below = (name: string): PlainSpan[] => {
    const ids = served(name).map(({ id }) => id);
    return compared.ours.filter(({ parentId }) => ids.includes(parentId));
  };

  test('spans are those of the stock agent', () => {
    expect(compared).toMatchObject(EQUAL);
    expect(served('nothing')).toHaveLength(6);
  });

  test('a command names its collection, and where it went', () => {
    expect(below('find')).toHaveLength(6);
    for (const span of below('find')) {
      expect(span).toMatchObject({
        name: 'find orders',
        kind: 'CLIENT',
        status: 'UNSET',
        attributes: {
          'db.system.name': 'mongodb',
          'db.namespace': 'shop',
          'db.collection.name': 'orders',
          'db.operation.name': 'find',
          'server.address': '127.0.0.1',
          'server.port': '(a port or id)',
        },
      });
    }
    expect(below('ping')[0]).toMatchObject({ name: 'ping shop' });
    expect(below('ping')[0]?.attributes).not.toHaveProperty('db.collection.name');
  });

  test('reading on in a cursor is seen, command by command', () => {
    const names = below('cursor').map(({ name }) => name);
    expect(names.filter((name) => name === 'find orders')).toHaveLength(6);
    expect(names.filter((name) => name === 'getMore orders').length).toBeGreaterThanOrEqual(18);
  });

  test('what the server refuses has its code, also where it is a single write of an answer', () => {
    const failures = ['twice', 'refused', 'unknown'].map((name) => below(name)[0]);
    expect(failures.map((span) => span?.attributes['db.response.status_code'])).toEqual(['11000', '2', '59']);
    expect(failures.map((span) => span?.attributes['error.type'])).toEqual(['11000', '2', '59']);
    for (const span of failures) expect(span?.status).toMatch(/^ERROR ./);
  });

  test('no value is in any span', () => {
    const said = JSON.stringify(
      compared.ours.map(({ name, status, attributes, events }) => [name, status, attributes, events]),
    );
    expect(said).not.toContain('secret');
  });
});

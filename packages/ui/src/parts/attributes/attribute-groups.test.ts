import { expect, test } from 'vitest';
import { groupAttributes } from './attribute-groups.ts';

const attributes = {
  'http.route': '/checkout',
  'user.id': 'u_4711',
  'cart.size': '3',
  'db.system.name': 'postgresql',
  'http.request.method': 'POST',
  plain: '1',
};

test('groups keys by subject, the program’s own first, each group by name', () => {
  expect(groupAttributes(attributes)).toEqual([
    {
      title: 'Own',
      entries: [
        ['cart.size', '3'],
        ['plain', '1'],
      ],
    },
    {
      title: 'Request',
      entries: [
        ['http.request.method', 'POST'],
        ['http.route', '/checkout'],
      ],
    },
    { title: 'Database', entries: [['db.system.name', 'postgresql']] },
    { title: 'Identity', entries: [['user.id', 'u_4711']] },
  ]);
});

test('keeps what holds every word in key or value', () => {
  expect(groupAttributes(attributes, ['http', 'post']).flatMap(({ entries }) => entries)).toEqual([
    ['http.request.method', 'POST'],
  ]);
  expect(groupAttributes(attributes, ['nowhere'])).toEqual([]);
});

import { expect, it } from 'vitest';
import { hostOf } from './address.ts';

it('reads names, addresses of both families and paths of sockets', () => {
  expect(hostOf('db.example:27018')).toEqual({ address: 'db.example', port: 27018 });
  expect(hostOf('127.0.0.1:27017')).toEqual({ address: '127.0.0.1', port: 27017 });
  expect(hostOf('[::1]:27017')).toEqual({ address: '::1', port: 27017 });
  expect(hostOf('::1:27017')).toEqual({ address: '::1', port: 27017 });
  expect(hostOf('/tmp/mongodb-27017.sock')).toEqual({ address: '/tmp/mongodb-27017.sock', port: undefined });
});

it('makes nothing of what the driver calls a connection whose place it does not know', () => {
  expect(hostOf('0b6ac7c1d5f24e7f')).toEqual({ address: undefined, port: undefined });
  expect(hostOf(undefined)).toEqual({ address: undefined, port: undefined });
});

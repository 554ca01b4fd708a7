import { expect, test } from 'vitest';
import { formatOfUnit } from './unit.ts';

test.each([
  ['s', 'http.server.request.duration', 0.321, '321 ms', '321 ms'],
  ['ms', 'x', 1870, '1.87 s', '1.87 s'],
  ['By', 'process.memory.usage', 13_002_342, '12.4 MiB', '12.4 MiB'],
  ['By/s', 'process.disk.io', 2048, '2 KiB/s', '2 KiB/s'],
  ['MiBy', 'x', 2, '2 MiB', '2 MiB'],
  ['{request}/s', 'x', 12.41, '12.4 request/s', '12.4/s'],
  ['{request}', 'x', 12_400, '12\u202f400 request', '12.4K'],
  ['1/s', 'x', 0.5, '0.5/s', '0.5/s'],
  ['1', 'queue.depth', 7, '7', '7'],
  ['1', 'process.cpu.utilization', 0.071, '7.1 %', '7.1 %'],
  ['1', 'cache.hit_ratio', 0.98, '98 %', '98 %'],
  ['%', 'x', 7.1, '7.1 %', '7.1 %'],
  ['Cel', 'hw.temperature', -3, '−3 Cel', '−3'],
  ['', 'x', 3, '3', '3'],
  ['s/s', 'process.cpu.time', 0.5, '500 ms/s', '500 ms/s'],
])('a value in %o of %s', (unit, metric, value, text, tick) => {
  const format = formatOfUnit(unit, metric);
  expect(format.value(value)).toBe(text);
  expect(format.tick(value)).toBe(tick);
  expect(format.value(null)).toBe('–');
});

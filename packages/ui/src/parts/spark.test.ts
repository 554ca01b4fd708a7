import { expect, test } from 'vitest';
import { sparkPaths } from './spark.tsx';
import type { Point } from '../ask/types.ts';

const points = (...values: (number | null)[]): Point[] => values.map((value, at) => [at, value]);

test('a line reaches from edge to edge, its highest value to the top', () => {
  expect(sparkPaths(points(0, 10, 5), 0).line).toBe('M0 21L44 1L88 11');
});

test('a gap in the points is a gap in the line and in the area', () => {
  const { line, area } = sparkPaths(points(1, null, 1), 0);
  expect(line.match(/M/g)).toHaveLength(2);
  expect(line).not.toContain('L');
  expect(area.match(/Z/g)).toHaveLength(2);
});

test('noise near zero stays low where a least top is given', () => {
  expect(sparkPaths(points(0.001, 0.001), 0.01).line).toBe('M0 19L88 19');
});

test('a short peak among many points is kept', () => {
  const many = Array.from({ length: 900 }, (_, at) => (at === 450 ? 100 : 1));
  const heights = sparkPaths(points(...many), 0)
    .line.split(/[ML]/)
    .slice(1)
    .map((point) => Number(point.split(' ')[1]));
  expect(heights.filter((y) => y === 1)).toHaveLength(1);
  expect(heights.filter((y) => y > 20)).toHaveLength(heights.length - 1);
});

test('no points draw nothing', () => {
  expect(sparkPaths([], 0)).toEqual({ line: '', area: '' });
});

import { describe, expect, it } from 'vitest';
import { inOrder, type News } from './in-order.ts';

const line = (arrived: number): { arrived: string } => ({ arrived: String(arrived) });
const news = (last: number, items: unknown[], dropped = 0): News => ({ items, dropped, last: String(last) });

describe('inOrder', () => {
  it('holds what is heard until the first look is told, and tells nothing twice', () => {
    const told: News[] = [];
    const { hear, begin } = inOrder('10', (one) => told.push(one));
    hear(news(12, [line(11), line(12)]));
    hear(news(14, [line(13), line(14)], 3));
    expect(told).toEqual([]);
    begin(news(13, [line(12), line(13)]));
    hear(news(14, [line(14)]));
    hear(news(15, [line(15)]));
    expect(told).toEqual([news(13, [line(12), line(13)]), news(14, [line(14)], 3), news(15, [line(15)])]);
  });

  it('tells a first look that found nothing to nobody', () => {
    const told: News[] = [];
    const { hear, begin } = inOrder('10', (one) => told.push(one));
    begin(news(10, []));
    hear(news(11, [line(11)]));
    expect(told).toEqual([news(11, [line(11)])]);
  });

  it('passes on items that do not say when they arrived', () => {
    const told: News[] = [];
    const { hear, begin } = inOrder('10', (one) => told.push(one));
    begin(news(11, [{ traceId: 'a' }]));
    hear(news(12, [{ traceId: 'a' }]));
    expect(told.map(({ items }) => items)).toEqual([[{ traceId: 'a' }], [{ traceId: 'a' }]]);
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, daysText, parseRetention } from './retention.ts';
import { endOf } from './tables.ts';

describe('parseRetention', () => {
  it('reads any subset in days, weeks, months and years, and keeps the other defaults', () => {
    expect(parseRetention('traces=3d, logs=2w,metrics=6m,delivery=10y')).toEqual({
      ...DEFAULT_RETENTION,
      traces: 3,
      logs: 14,
      metrics: 180,
      delivery: 3650,
    });
  });

  it.each([
    ['traces', 'traces', 'traces=7d'],
    ['traces=7', 'traces=7', 'traces=7d'],
    ['traces=7h', 'traces=7h', 'traces=7d'],
    ['traces=-7d', 'traces=-7d', 'traces=7d'],
    ['', '""', 'traces=7d'],
    ['traces=7d,', '""', 'traces=7d'],
    ['spans=7d', 'spans=7d', 'name one of traces, logs, metrics'],
    ['traces=7d,traces=8d', 'traces=8d', 'say once'],
    ['traces=0d', 'traces=0d', 'a day at least'],
    ['delivery=51y', 'delivery=51y', '50 years at most'],
  ])('refuses %j and says what to write', (text, value, remedy) => {
    expect(() => parseRetention(text, 'SIGHTGLASS_RETENTION')).toThrow(
      expect.objectContaining({
        code: 'SIGHTGLASS_BAD_OPTION',
        message: `SIGHTGLASS_RETENTION ${value} cannot be used`,
        remedy: expect.stringContaining(remedy),
      }),
    );
  });

  it('prints what it reads', () => {
    expect([7, 30, 365, 1825, 400].map(daysText)).toEqual(['1w', '30d', '1y', '5y', '400d']);
    for (const days of [1, 7, 30, 364, 365, 400]) expect(parseRetention(`traces=${daysText(days)}`).traces).toBe(days);
  });
});

describe('endOf', () => {
  it.each([
    ['day', '2026-12-31', '2027-01-01'],
    ['week', '2026-11-15', '2026-11-22'],
    ['month', '202612', '2027-01-01'],
    ['year', '2026', '2027-01-01'],
  ] as const)('knows when the %s %s ends', (cut, partition, end) => {
    expect(new Date(endOf(cut, partition) ?? 0).toISOString()).toBe(`${end}T00:00:00.000Z`);
  });

  it('knows no end of what is one piece', () => {
    expect(endOf('none', 'tuple()')).toBeUndefined();
  });
});

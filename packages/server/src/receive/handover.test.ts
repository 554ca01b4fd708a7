import { describe, expect, it } from 'vitest';
import { readHandover } from './handover.ts';

const UUID = '0192f3a1-7c5e-7abc-8def-0123456789ab';

describe('what an address says of its body', () => {
  it.each([undefined, '/v1/logs', '/v1/logs?', '/v1/logs?key=sg_browser_x&other=1'])('is nothing in %s', (url) => {
    expect(readHandover(url)).toEqual({});
  });

  it('is its id, in lower case, and the clock of the sender', () => {
    expect(readHandover(`/v1/logs?batch=${UUID.toUpperCase()}&sent_at=1795270000123`)).toEqual({
      batch: UUID,
      sentAtMs: 1_795_270_000_123,
    });
  });

  it.each([
    ['batch', '', 'UUIDv7'],
    ['batch', '0192f3a1-7c5e-4abc-8def-0123456789ab', 'UUIDv7'],
    ['batch', `${UUID}0`, 'UUIDv7'],
    ['sent_at', 'now', 'milliseconds'],
    ['sent_at', '-5', 'milliseconds'],
    ['sent_at', '1.5', 'milliseconds'],
    ['sent_at', '1795270000123000', 'milliseconds'],
  ])('is refused where %s is "%s"', (name, value, remedy) => {
    expect(() => readHandover(`/v1/logs?${name}=${value}`)).toThrow(
      expect.objectContaining({
        status: 400,
        message: expect.stringMatching(new RegExp(`${name} cannot be "${value}"; .*${remedy}`)),
      }),
    );
  });
});

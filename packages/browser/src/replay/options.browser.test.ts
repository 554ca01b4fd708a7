import { expect, it } from 'vitest';
import { resolveReplayOptions } from './options.ts';

it('names the option, the value and what may be given', () => {
  expect(() => resolveReplayOptions({ sampleRatio: 2 })).toThrow('replay.sampleRatio must be from 0 to 1, got 2');
  expect(() => resolveReplayOptions({ canvas: Number.NaN })).toThrow('replay.canvas must be from 0 to 4, got NaN');
  expect(() => resolveReplayOptions({ block: ['.a', 'b['] })).toThrow('replay.block must hold CSS selectors, got b[');
});

it('records a tenth of the sessions, and keeps the others for an error', () => {
  expect(resolveReplayOptions({})).toMatchObject({
    sampleRatio: 0.1,
    onError: true,
    iframes: false,
    canvas: 0,
    allow: [],
  });
});

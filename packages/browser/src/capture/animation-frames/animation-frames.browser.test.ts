import { expect, it } from 'vitest';
import { type RecordingPage, record } from '../../../test/recording-page.ts';
import { type AnimationFramesOptions, animationFrames } from './animation-frames.ts';

/**
 * Starts the capture, and gives it frames as a browser tells of them. That one does is shown by `test/vitals.test.ts`: in an iframe, where
 * these tests run, it does not.
 */
function tellOf(frames: readonly object[], options?: AnimationFramesOptions): RecordingPage {
  const frame = { startTime: 7, blockingDuration: 0, firstUIEventTimestamp: 0, scripts: [] };
  return record(animationFrames(options), {
    observe: (type, run) => {
      expect(type).toBe('long-animation-frame');
      run(
        frames.map((values) => ({ ...frame, name: '', entryType: 'frame', duration: 0, toJSON: () => '', ...values })),
      );
      return true;
    },
  });
}

const lengths = (page: RecordingPage): unknown[] =>
  page.told.map(({ attributes }) => attributes['sightglass.animation_frame.duration_ms']);

it('a frame of more than 200 ms is told, with its start and how long it blocked', () => {
  const page = tellOf([{ duration: 200 }, { duration: 201, blockingDuration: 150 }]);
  expect(page.told).toMatchObject([
    {
      eventName: 'browser.long_animation_frame',
      scope: { name: '@sightglass/browser/animation-frames' },
      time: performance.timeOrigin + 7,
      attributes: {
        'sightglass.animation_frame.duration_ms': 201,
        'sightglass.animation_frame.blocking_ms': 150,
        'sightglass.animation_frame.scripts': [],
      },
    },
  ]);
});

it('a shorter one is told where input had to wait for it', () => {
  const page = tellOf([
    { duration: 90, blockingDuration: 40, firstUIEventTimestamp: 3 },
    { duration: 91, blockingDuration: 40 },
    { duration: 92, firstUIEventTimestamp: 3 },
  ]);
  expect(lengths(page)).toEqual([90]);
});

it('its three longest scripts are told, longest first, with redacted addresses', () => {
  const scripts = [10, 90, 20, 60].map((duration) => ({
    duration,
    sourceURL: `https://a/${duration}.js?token=secret`,
    sourceFunctionName: `f${duration}`,
  }));
  const page = tellOf([{ duration: 300, scripts }]);
  expect(page.told[0]?.attributes['sightglass.animation_frame.scripts']).toEqual([
    { url: 'https://a/90.js', function: 'f90', duration_ms: 90 },
    { url: 'https://a/60.js', function: 'f60', duration_ms: 60 },
    { url: 'https://a/20.js', function: 'f20', duration_ms: 20 },
  ]);
});

it('how long is too long can be said', () => {
  expect(lengths(tellOf([{ duration: 400 }, { duration: 501 }], { slowMs: 500 }))).toEqual([501]);
});

it('at most fifty are told a view, the rest is counted', () => {
  const page = tellOf(Array.from({ length: 60 }, () => ({ duration: 300 })));
  expect(page.told).toHaveLength(50);
  expect(page.dropped).toBe(10);
});

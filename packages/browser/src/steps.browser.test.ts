import { captureException } from '@sightglass/errors/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../test/recording-page.ts';
import type { RecordingPage } from '../test/recording-page.ts';
import { consoleLines } from './capture/console/console.ts';
import { errors } from './capture/errors/errors.ts';
import { navigation } from './capture/navigation/navigation.ts';
import { addBreadcrumb, withScope } from './steps.ts';

let page: RecordingPage;

/** The steps that stand on an error of now, or of `capture`. */
function steps(capture = (): unknown => captureException(new Error('now'))): unknown {
  capture();
  return page.named('exception').at(-1)?.attributes['sightglass.exception.breadcrumbs'];
}

beforeEach(() => {
  page = record(errors({ maxBreadcrumbs: 2 }));
});
afterEach(() => page.stop());

describe('steps before an error', () => {
  it('are none where nobody has one to tell', () => {
    page.beginView('spa');
    expect(steps()).toBeUndefined();
  });

  it('are views, where these are captured, and what the program tells', () => {
    navigation().start(page);
    const { url } = page.beginView('spa');
    addBreadcrumb({ message: 'own' });
    expect(steps()).toMatchObject([{ category: 'navigation', message: url }, { message: 'own' }]);
  });

  it('are lines of the console, where these are captured', () => {
    consoleLines().start(page);
    // oxlint-disable-next-line no-console -- what is captured
    console.debug('a line');
    expect(steps()).toMatchObject([{ category: 'console', message: 'a line' }]);
  });

  it('are as many as the option says, and with what was said of all events before them', () => {
    page.emit('user', { id: 'u-1' });
    for (const message of ['one', 'two', 'three']) addBreadcrumb({ message });
    expect(steps()).toMatchObject([{ message: 'two' }, { message: 'three' }]);
    expect(page.named('exception')[0]?.attributes['user.id']).toBe('u-1');
  });

  it('are kept also where the first is told within a scope', () => {
    const told = steps(() =>
      withScope((scope) => {
        scope.addBreadcrumb({ message: 'within' });
        captureException(new Error('now'));
      }),
    );
    expect(told).toMatchObject([{ message: 'within' }]);
  });
});

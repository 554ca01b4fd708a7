import { wrap as wrapNative } from '@sightglass/errors/browser/internal';
import type { Page, WrapBefore } from '../capture.ts';

/**
 * Lets `before` see each call of a native function, which is called as it was, with what it was given; what `before` returns is called with the
 * result and may return another to give in its place. Until the SDK is stopped.
 */
export const wrap: (page: Page, owner: object, name: string, before: WrapBefore) => void = wrapNative;

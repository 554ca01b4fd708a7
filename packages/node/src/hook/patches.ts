import { PG_PATCHES } from '../capture/pg/patch.ts';
import type { Patch } from './patch.ts';

/** Every library that is changed where it is loaded. One line a library. */
export const PATCHES: readonly Patch[] = [...PG_PATCHES];

import { BUNYAN_PATCHES } from '../capture/bunyan/patch.ts';
import { PG_PATCHES } from '../capture/pg/patch.ts';
import { WINSTON_PATCHES } from '../capture/winston/patch.ts';
import type { Patch } from './patch.ts';

/** Every library that is changed where it is loaded. One line a library. */
export const PATCHES: readonly Patch[] = [...PG_PATCHES, ...WINSTON_PATCHES, ...BUNYAN_PATCHES];

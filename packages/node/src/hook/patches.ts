import { BUNYAN_PATCHES } from '../capture/bunyan/patch.ts';
import { DATABASE_PATCHES } from '../capture/database/patches.ts';
import { GRPC_PATCHES } from '../capture/grpc/patch.ts';
import { OPENAI_PATCHES } from '../capture/openai/patch.ts';
import { EXPRESS_PATCHES } from '../capture/express/patch.ts';
import { HONO_PATCHES } from '../capture/hono/patch.ts';
import { KOA_PATCHES } from '../capture/koa/patch.ts';
import { NEST_PATCHES } from '../capture/nest/patch.ts';
import { WINSTON_PATCHES } from '../capture/winston/patch.ts';
import type { Patch } from './patch.ts';

/** Every library that is changed where it is loaded. One line a library. */
export const PATCHES: readonly Patch[] = [
  ...KOA_PATCHES,
  ...EXPRESS_PATCHES,
  ...HONO_PATCHES,
  ...OPENAI_PATCHES,
  ...GRPC_PATCHES,
  ...NEST_PATCHES,
  ...DATABASE_PATCHES,
  ...WINSTON_PATCHES,
  ...BUNYAN_PATCHES,
];

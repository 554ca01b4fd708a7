import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

const VERSIONS = '>=3.4.0 <4';

/** Where queries go is known inside one function alone: it is put on what each query hands itself to. */
const HANDLER = 'handler.debug = options.debug';

/** A query of `postgres` begins where somebody first waits for it. */
export const POSTGRES_PATCHES: readonly Patch[] = [
  {
    module: 'postgres',
    versions: VERSIONS,
    file: /^(?:cjs\/)?src\/query\.js$/,
    transform: (source) =>
      wrapMethods(source, [{ of: 'Query.prototype', method: 'handle', channel: 'sightglass:postgres:handle' }]),
  },
  {
    module: 'postgres',
    versions: VERSIONS,
    file: /^(?:cjs\/)?src\/index\.js$/,
    transform: (source) =>
      source.includes(HANDLER) ? source.replace(HANDLER, `${HANDLER}; handler.sightglassOptions = options`) : undefined,
  },
];

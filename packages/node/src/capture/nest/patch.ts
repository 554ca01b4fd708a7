import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Nest makes the function of every route in one place, from the controller and its method. */
export const NEST_PATCHES: readonly Patch[] = [
  {
    module: '@nestjs/core',
    versions: '>=12 <13',
    file: 'router/router-execution-context.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'RouterExecutionContext.prototype', method: 'create', channel: 'sightglass:nest:create' },
      ]),
  },
];

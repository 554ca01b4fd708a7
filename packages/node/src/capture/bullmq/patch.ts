import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** What queues and workers do passes through one method of their common class, which hands on to tracing where there is any. */
export const BULLMQ_PATCHES: readonly Patch[] = [
  {
    module: 'bullmq',
    versions: '>=5.16.0 <7',
    file: /^dist\/(?:cjs|esm)\/classes\/queue-base\.js$/,
    transform: (source) =>
      wrapMethods(source, [{ of: 'QueueBase.prototype', method: 'trace', channel: 'sightglass:bullmq:trace' }]),
  },
  {
    module: 'bullmq',
    versions: '>=5.16.0 <7',
    file: /^dist\/(?:cjs|esm)\/classes\/worker\.js$/,
    transform: (source) =>
      wrapMethods(source, [{ of: 'Worker.prototype', method: 'run', channel: 'sightglass:bullmq:run' }]),
  },
];

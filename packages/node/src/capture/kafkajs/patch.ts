import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

const VERSIONS = '>=2.0.0 <3';

/**
 * `kafkajs` tells its listeners of what it asks brokers for, not of messages: these are seen where producers and transactions get
 * the functions that send, and where a consumer begins to run.
 */
export const KAFKAJS_PATCHES: readonly Patch[] = [
  {
    module: 'kafkajs',
    versions: VERSIONS,
    file: 'src/producer/messageProducer.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'module', method: 'exports', channel: 'sightglass:kafkajs:producer', isOnlyTold: true },
      ]),
  },
  {
    module: 'kafkajs',
    versions: VERSIONS,
    file: 'src/consumer/runner.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'module.exports.prototype', method: 'start', channel: 'sightglass:kafkajs:run', isOnlyTold: true },
      ]),
  },
];

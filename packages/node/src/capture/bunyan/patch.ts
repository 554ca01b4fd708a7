import type { Patch } from '../../hook/patch.ts';
import { appendCode } from '../../hook/transforms.ts';

/** Published with {record} before a record goes to the logger's streams. */
export const RECORD_CHANNEL = 'sightglass:bunyan:record';

const PUBLISH = `
const records = globalThis.process.getBuiltinModule('node:diagnostics_channel').channel('${RECORD_CHANNEL}');
const prototype = module.exports.prototype;
const emit = prototype._emit;
prototype._emit = function (record, isDry) {
  if (!isDry && records.hasSubscribers) records.publish({ record });
  return emit.call(this, record, isDry);
};
`.replaceAll(/\n\s*/g, ' ');

/** `bunyan` publishes nothing by itself. */
export const BUNYAN_PATCHES: readonly Patch[] = [
  {
    module: 'bunyan',
    versions: '>=1.0.0 <3',
    file: 'lib/bunyan.js',
    transform: (source) => appendCode(source, PUBLISH),
  },
];

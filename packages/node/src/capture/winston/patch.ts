import type { Patch } from '../../hook/patch.ts';
import { appendCode } from '../../hook/transforms.ts';

/** Published with {logger, info} when a line is logged, in the context of who logs it. */
export const WRITE_CHANNEL = 'sightglass:winston:write';
/** Published with {logger, info, written} when the logger's format has made `info` of the line that was written. */
export const LINE_CHANNEL = 'sightglass:winston:line';

// A logger is a stream: lines may wait in it, and are formatted and passed on later, in the context of another.
const PUBLISH = `
const { channel } = globalThis.process.getBuiltinModule('node:diagnostics_channel');
const writes = channel('${WRITE_CHANNEL}');
const lines = channel('${LINE_CHANNEL}');
const prototype = module.exports.prototype;
const { write, push, _transform: transform } = prototype;
let written;
const methods = {
  write(info, ...rest) {
    if (writes.hasSubscribers) writes.publish({ logger: this, info });
    return write.call(this, info, ...rest);
  },
  _transform(info, ...rest) {
    const outer = written;
    written = info;
    try { return transform.call(this, info, ...rest); } finally { written = outer; }
  },
  push(info, ...rest) {
    if (written && info && lines.hasSubscribers) lines.publish({ logger: this, info, written });
    return push.call(this, info, ...rest);
  },
};
for (const [name, value] of Object.entries(methods)) {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}
`.replaceAll(/\n\s*/g, ' ');

/** `winston` publishes nothing by itself. */
export const WINSTON_PATCHES: readonly Patch[] = [
  {
    module: 'winston',
    versions: '>=3.0.0 <4',
    file: 'lib/winston/logger.js',
    transform: (source) => appendCode(source, PUBLISH),
  },
];

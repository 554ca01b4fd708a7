import type { Patch } from '../../hook/patch.ts';
import { appendCode } from '../../hook/transforms.ts';

/** Published with {info} when a line is logged, before anything is made of it. */
export const WRITE_CHANNEL = 'sightglass:winston:write';
/** Published with {info}, in the context of who logged it, when a line waits in the logger. */
export const WAIT_CHANNEL = 'sightglass:winston:wait';
/** Published with {logger, info, written} when the logger's format has made `info` of the line `written`. */
export const LINE_CHANNEL = 'sightglass:winston:line';

// A logger is a stream. Nearly always a line is formatted within the call that logs it; else it waits, and is formatted in the
// context of somebody else.
const PUBLISH = `
const { channel } = globalThis.process.getBuiltinModule('node:diagnostics_channel');
const writes = channel('${WRITE_CHANNEL}');
const waits = channel('${WAIT_CHANNEL}');
const lines = channel('${LINE_CHANNEL}');
const prototype = module.exports.prototype;
const { write, push, _transform: transform } = prototype;
let entered;
let written;
const methods = {
  write(info, encoding, done) {
    if (!lines.hasSubscribers) return write.call(this, info, encoding, done);
    if (writes.hasSubscribers) writes.publish({ info });
    const outer = entered;
    entered = info;
    try { return write.call(this, info, encoding, done); } finally {
      if (entered === info) waits.publish({ info });
      entered = outer;
    }
  },
  _transform(info, encoding, done) {
    const outer = written;
    written = info;
    if (entered === info) entered = undefined;
    try { return transform.call(this, info, encoding, done); } finally { written = outer; }
  },
  push(info, encoding) {
    if (written && info && lines.hasSubscribers) lines.publish({ logger: this, info, written });
    return push.call(this, info, encoding);
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

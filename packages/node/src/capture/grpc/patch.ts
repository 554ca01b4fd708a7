import type { Patch } from '../../hook/patch.ts';
import { appendCode, wrapMethods } from '../../hook/transforms.ts';

/** A client carries its class of metadata under this symbol, so that a call without any can be given some. */
export const METADATA_CLASS: symbol = Symbol.for('sightglass.grpc.metadata');

const CALLS = ['makeUnaryRequest', 'makeServerStreamRequest'].map(
  (method) => ({ of: 'Client.prototype', method, channel: 'sightglass:grpc:call' }) as const,
);
/** Their requests are streams: no message stands among the arguments. */
const STREAMS = ['makeClientStreamRequest', 'makeBidiStreamRequest'].map(
  (method) => ({ of: 'Client.prototype', method, channel: 'sightglass:grpc:stream' }) as const,
);

/** `@grpc/grpc-js` publishes nothing by itself: every client call and every handler of a server passes one of these. */
export const GRPC_PATCHES: readonly Patch[] = [
  {
    module: '@grpc/grpc-js',
    versions: '>=1.10 <2',
    file: 'build/src/client.js',
    transform: (source) =>
      wrapMethods(
        appendCode(
          source,
          "Object.defineProperty(Client.prototype, Symbol.for('sightglass.grpc.metadata'), { value: metadata_1.Metadata });",
        ),
        [...CALLS, ...STREAMS],
      ),
  },
  {
    module: '@grpc/grpc-js',
    versions: '>=1.10 <2',
    file: 'build/src/server.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'exports.Server.prototype', method: 'register', channel: 'sightglass:grpc:register' },
      ]),
  },
];

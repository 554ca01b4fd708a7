import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

const CHANNEL = 'module.exports.Channel.prototype';

/** Both faces of `amqplib`, callbacks and promises, send and receive through these methods. */
export const AMQPLIB_PATCHES: readonly Patch[] = [
  {
    module: 'amqplib',
    versions: '>=0.10.0 <3',
    file: 'lib/channel.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: CHANNEL, method: 'sendMessage', channel: 'sightglass:amqplib:send' },
        { of: CHANNEL, method: 'sendImmediately', channel: 'sightglass:amqplib:method' },
        { of: CHANNEL, method: 'pushConfirmCallback', channel: 'sightglass:amqplib:confirm' },
        { of: CHANNEL, method: '_rpc', channel: 'sightglass:amqplib:rpc' },
        {
          of: 'module.exports.BaseChannel.prototype',
          method: 'dispatchMessage',
          channel: 'sightglass:amqplib:deliver',
        },
      ]),
  },
  {
    module: 'amqplib',
    versions: '>=0.10.0 <3',
    file: 'lib/connect.js',
    transform: (source) =>
      wrapMethods(source, [{ of: 'module.exports', method: 'connect', channel: 'sightglass:amqplib:connect' }]),
  },
];

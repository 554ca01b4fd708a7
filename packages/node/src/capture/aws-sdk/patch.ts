import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Every client of the AWS SDK for JavaScript v3 sends its commands through one method, which publishes nothing. */
export const AWS_SDK_PATCHES: readonly Patch[] = [
  {
    module: '@smithy/core',
    versions: '>=3.24.0 <4',
    file: /^dist-(?:cjs|es)\/submodules\/client\/(?:index|smithy-client\/client)\.js$/,
    transform: (source) =>
      /^(?:export )?class Client\b/m.test(source)
        ? wrapMethods(source, [{ of: 'Client.prototype', method: 'send', channel: 'sightglass:aws-sdk:send' }])
        : undefined,
  },
];

import { describe } from 'vitest';
import { at, type Case, expectEach, native } from './corpus.ts';

const SHOP = 'https://shop.example/static/app.js';

const SAFARI: readonly Case[] = [
  [
    'Safari 6: lines without columns, and native code alone',
    [`@${SHOP}:48`, `buy@${SHOP}:52`, '[native code]'],
    [at(undefined, SHOP, 48), at('buy', SHOP, 52), native()],
  ],
  [
    'Safari 7: a function without a name has no at sign',
    [`${SHOP}:48:22`, `buy@${SHOP}:52:15`],
    [at(undefined, SHOP, 48, 22), at('buy', SHOP, 52, 15)],
  ],
  [
    'Safari 8: evaluated code alone on its line',
    ['eval code', 'eval@[native code]', `buy@${SHOP}:58:21`],
    [{ isEval: true }, native('eval'), at('buy', SHOP, 58, 21)],
  ],
  [
    'Safari 12: native functions, and code outside of functions',
    ['each@http://localhost:5000/test:20:26', 'map@[native code]', 'global code@http://localhost:5000/test:24:10'],
    [
      at('each', 'http://localhost:5000/test', 20, 26),
      native('map'),
      at(undefined, 'http://localhost:5000/test', 24, 10),
    ],
  ],
  [
    'Safari 12: an extension, with the address in parentheses',
    [
      'Error: closed',
      '  at Till@safari-extension:(//3284871F-A480/2665fee0/commons.js:223036:10)',
      '  at safari-extension:(//3284871F-A480/2665fee0/content.js:3313:26)',
    ],
    [
      at('Till', 'safari-extension://3284871F-A480/2665fee0/commons.js', 223_036, 10),
      at(undefined, 'safari-extension://3284871F-A480/2665fee0/content.js', 3313, 26),
    ],
  ],
  [
    'Safari 13: an extension',
    [
      'isOpen@safari-extension://com.example.till-W8F64X92K3/ee7759dd/Till.js:2:929865',
      'promiseReactionJob@[native code]',
    ],
    [
      at('isOpen', 'safari-extension://com.example.till-W8F64X92K3/ee7759dd/Till.js', 2, 929_865),
      native('promiseReactionJob'),
    ],
  ],
  [
    'Safari 14: a web extension, in both forms',
    [
      'Error: closed',
      '  at Till@safari-web-extension:(//46434E60-F5BD/a.js:29:33314)',
      '  at safari-web-extension:(//46434E60-F5BD/a.js:1:2)',
    ],
    [
      at('Till', 'safari-web-extension://46434E60-F5BD/a.js', 29, 33_314),
      at(undefined, 'safari-web-extension://46434E60-F5BD/a.js', 1, 2),
    ],
  ],
  [
    'Safari 15: a web extension without at signs',
    [
      'p_@safari-web-extension://46434E60-F5BD/content.js:29:33314',
      'safari-web-extension://46434E60-F5BD/content.js:29:56027',
    ],
    [
      at('p_', 'safari-web-extension://46434E60-F5BD/content.js', 29, 33_314),
      at(undefined, 'safari-web-extension://46434E60-F5BD/content.js', 29, 56_027),
    ],
  ],
  [
    'Safari 15: modules',
    ['module code@https://shop.example/main.js:1:16', `asyncFunctionResume@[native code]`, `@${SHOP}:3:4`],
    [at(undefined, 'https://shop.example/main.js', 1, 16), native('asyncFunctionResume'), at(undefined, SHOP, 3, 4)],
  ],
  [
    'Safari 16: parentheses and brackets in addresses',
    [
      '@http://localhost:3000/(group)/[item]/script.js:1:131',
      'global code@http://localhost:3000/(group)/[item]/script.js:1:334',
    ],
    [
      at(undefined, 'http://localhost:3000/(group)/[item]/script.js', 1, 131),
      at(undefined, 'http://localhost:3000/(group)/[item]/script.js', 1, 334),
    ],
  ],
  [
    'Safari 16: a script of an extension whose address is hidden',
    ['run@webkit-masked-url://hidden/:1:2', '@user-script:1:3:4'],
    [at('run', 'webkit-masked-url://hidden/', 1, 2), at(undefined, 'user-script:1', 3, 4)],
  ],
  [
    'Safari 11: WebAssembly by index and by name',
    [
      '<?>.wasm-function[3]@[wasm code]',
      '<?>.wasm-function[count]@[wasm code]',
      'wasm-stub@[wasm code]',
      `buy@${SHOP}:1:2`,
    ],
    [
      { wasm: { functionIndex: 3 } },
      { function: 'count', wasm: {} },
      { function: 'wasm-stub', wasm: {} },
      at('buy', SHOP, 1, 2),
    ],
  ],
  [
    'Safari 26 (JavaScriptCore 2.50): WebAssembly',
    ['0@<?>:wasm-function[0]', 'count@<?>:wasm-function[7]', `@${SHOP}:48:89`],
    [{ wasm: { functionIndex: 0 } }, { function: 'count', wasm: { functionIndex: 7 } }, at(undefined, SHOP, 48, 89)],
  ],
  [
    'Safari 26 (JavaScriptCore 2.50): evaluated code has no place',
    ['inEval@', 'eval code@', 'eval@[native code]', `@${SHOP}:22:32`],
    [{ function: 'inEval' }, { isEval: true }, native('eval'), at(undefined, SHOP, 22, 32)],
  ],
  [
    'Safari 26 (JavaScriptCore 2.50): private methods, names in quotes, made constructors',
    [`#count@${SHOP}:3:227`, `a(b) @c@${SHOP}:5:95`, 'Shop@', 'anonymous@[native code]'],
    [at('#count', SHOP, 3, 227), at('a(b) @c', SHOP, 5, 95), { function: 'Shop' }, native()],
  ],
  [
    'jsc 2.50: paths',
    ['load@/srv/main.mjs:1:47', 'module code@/srv/main.mjs:1:126', 'a@shop.js:3:52'],
    [at('load', '/srv/main.mjs', 1, 47), at(undefined, '/srv/main.mjs', 1, 126), at('a', 'shop.js', 3, 52)],
  ],
];

const REACT_NATIVE: readonly Case[] = [
  [
    'React Native 0.60 on iOS: bundles, and segments by number',
    [
      's@33.js:1:531',
      'b@1959.js:1:1469',
      'onPress@index.android.bundle:12:2336',
      'index.android.bundle:29:955',
      'forEach@[native code]',
      '[native code]',
    ],
    [
      at('s', '33.js', 1, 531),
      at('b', '1959.js', 1, 1469),
      at('onPress', 'index.android.bundle', 12, 2336),
      at(undefined, 'index.android.bundle', 29, 955),
      native('forEach'),
      native(),
    ],
  ],
  [
    'React Native 0.61 with Expo: a bundle with a hash',
    ['p@/data/user/0/com.shop/files/.expo-internal/bundle-613EDD44:96:385'],
    [at('p', '/data/user/0/com.shop/files/.expo-internal/bundle-613EDD44', 96, 385)],
  ],
  [
    'React Native 0.63 on iOS: a bundle in the app',
    ['onPress@/var/containers/Bundle/Application/2C02/Shop.app/main.jsbundle:1:2'],
    [at('onPress', '/var/containers/Bundle/Application/2C02/Shop.app/main.jsbundle', 1, 2)],
  ],
];

describe('JavaScriptCore', () => {
  expectEach(SAFARI);
});
describe('JavaScriptCore in React Native', () => {
  expectEach(REACT_NATIVE);
});

import { describe } from 'vitest';
import { at, type Case, expectEach, native } from './corpus.ts';

const SHOP = 'http://shop.example/app.js';

const HERMES: readonly Case[] = [
  [
    'Hermes 0.12 with debug information',
    [
      'Error: closed',
      '    at cb (h.js:2:47)',
      '    at map (native)',
      '    at anonymous (h.js:5:30)',
      '    at global (h.js:4:5)',
    ],
    [at('cb', 'h.js', 2, 47), native('map'), at(undefined, 'h.js', 5, 30), at(undefined, 'h.js', 4, 5)],
  ],
  [
    'Hermes 0.12: offsets in the bytecode',
    ['Error: closed', '    at m (address at h2.hbc:1:351)', '    at global (address at h2.hbc:1:90)'],
    [at('m', 'h2.hbc', 1, 351, { isBytecode: true }), at(undefined, 'h2.hbc', 1, 90, { isBytecode: true })],
  ],
  [
    'Hermes 0.12: frames left out, evaluated code, code of the engine',
    [
      'RangeError: Maximum call stack size exceeded (native stack depth)',
      '    at r (h.js:7:15)',
      '    ... skipping 95220 frames',
      '    at global (JavaScript:1:16)',
      '    at tryCallOne (/root/build/lib/InternalBytecode/InternalBytecode.js:53:16)',
      '    at apply (native)',
    ],
    [
      at('r', 'h.js', 7, 15),
      at(undefined, 'JavaScript', 1, 16),
      at('tryCallOne', '/root/build/lib/InternalBytecode/InternalBytecode.js', 53, 16),
      native('apply'),
    ],
  ],
  [
    'Hermes 0.9 in React Native 0.66 on Android: no indentation',
    [
      'at onPress (address at index.android.bundle:1:452701)',
      'at _receiveSignal (native)',
      'at anonymous (address at index.android.bundle:1:224280)',
    ],
    [
      at('onPress', 'index.android.bundle', 1, 452_701, { isBytecode: true }),
      native('_receiveSignal'),
      at(undefined, 'index.android.bundle', 1, 224_280, { isBytecode: true }),
    ],
  ],
  [
    'Hermes 0.11 in React Native 0.70 on iOS: an absolute bundle',
    [
      'TypeError: undefined is not a function',
      '    at pay (address at /private/var/containers/Bundle/Application/2C02/Shop.app/main.jsbundle:1:7083)',
    ],
    [
      at('pay', '/private/var/containers/Bundle/Application/2C02/Shop.app/main.jsbundle', 1, 7083, {
        isBytecode: true,
      }),
    ],
  ],
  [
    'Hermes 0.13 with Metro: a bundle from the development server',
    ['Error: closed', '    at ?anon_0_pay (http://localhost:8081/index.bundle//&platform=android&dev=true:100:15)'],
    [at('?anon_0_pay', 'http://localhost:8081/index.bundle//&platform=android&dev=true', 100, 15)],
  ],
  [
    'React Native 0.44 on Android: no space in front of the parenthesis',
    [
      'Error: closed',
      'at render(/home/shop/src/Till.js:78:24)',
      'at this(/home/shop/node_modules/react-native/Base.js:74:41)',
    ],
    [
      at('render', '/home/shop/src/Till.js', 78, 24),
      at('this', '/home/shop/node_modules/react-native/Base.js', 74, 41),
    ],
  ],
  [
    'React Native 0.62 with V8: a bundle',
    ['Error: closed', '    at Object.onPress(index.android.bundle:2342:3773)', '    at P(index.android.bundle:93:714)'],
    [at('Object.onPress', 'index.android.bundle', 2342, 3773), at('P', 'index.android.bundle', 93, 714)],
  ],
  [
    'React Native 0.73: frames of Java below those of JavaScript',
    [
      'Error: closed',
      '    at com.facebook.react.bridge.Shop.pay(Shop.java:148)',
      '    at com.shop.TillModule.open(TillModule.kt:12)',
    ],
    [at('com.facebook.react.bridge.Shop.pay', 'Shop.java', 148), at('com.shop.TillModule.open', 'TillModule.kt', 12)],
  ],
];

const CHAKRA: readonly Case[] = [
  [
    'Internet Explorer 10: functions without a name',
    [
      "TypeError: Unable to get property 'price' of undefined",
      `   at Anonymous function (${SHOP}:48:13)`,
      `   at buy (${SHOP}:46:9)`,
    ],
    [at(undefined, SHOP, 48, 13), at('buy', SHOP, 46, 9)],
  ],
  [
    'Internet Explorer 11: evaluated code',
    ["ReferenceError: 'price' is undefined", '   at eval code (eval code:1:1)', `   at buy (${SHOP}:58:17)`],
    [{ isEval: true, line: 1, column: 1 }, at('buy', SHOP, 58, 17)],
  ],
  [
    'Internet Explorer 11: code outside of functions',
    ['Error: closed', `   at Global code (${SHOP}:109:1)`],
    [at(undefined, SHOP, 109, 1)],
  ],
  [
    'Edge 18: native code, and prototypes in names',
    ['Error: closed', '   at Array.prototype.map (native code)', `   at Shop.prototype.buy (${SHOP}:44:7)`],
    [native('Array.prototype.map'), at('Shop.prototype.buy', SHOP, 44, 7)],
  ],
  [
    'Edge 18: an extension',
    ['Error: closed', '   at run (ms-browser-extension://Till_1.0/content.js:1:2)'],
    [at('run', 'ms-browser-extension://Till_1.0/content.js', 1, 2)],
  ],
];

const OPERA: readonly Case[] = [
  [
    'Opera 9: the message has the stack',
    [
      'Statement on line 44: Type mismatch (usually a non-object value used where an object is required)',
      'Backtrace:',
      `  Line 44 of linked script ${SHOP}`,
      '    this.undef();',
      `  Line 31 of inline#1 script in ${SHOP}: In function buy`,
      '    sell();',
    ],
    [at(undefined, SHOP, 44), at('buy', SHOP, 31)],
  ],
  [
    'Opera 10: stacktrace',
    [
      `  Line 18 of linked script ${SHOP}: In function sell`,
      '        var p = buy.of(ex);',
      `  Line 15 of inline#1 script in ${SHOP}`,
      '         buy();',
    ],
    [at('sell', SHOP, 18), at(undefined, SHOP, 15)],
  ],
  [
    'Opera 11: stack',
    [
      `<anonymous function: run>([arguments not available])@${SHOP}:27`,
      `buy([arguments not available])@http://shop.example:1234/app.js:18`,
      `<anonymous function>@${SHOP}:15`,
      `Error created at <anonymous function>@${SHOP}:15`,
    ],
    [at('run', SHOP, 27), at('buy', 'http://shop.example:1234/app.js', 18), at(undefined, SHOP, 15)],
  ],
  [
    'Opera 11: stacktrace',
    [
      `Error thrown at line 42, column 12 in <anonymous function: make>() in ${SHOP}:`,
      '    this.undef();',
      `called from line 18, column 4 in sell(options) in ${SHOP}:`,
      '    sell();',
      `called from line 15, column 3 in ${SHOP}:`,
      '    buy();',
    ],
    [at('make', SHOP, 42, 12), at('sell', SHOP, 18, 4), at(undefined, SHOP, 15, 3)],
  ],
  [
    'Opera 12: stack',
    [
      `<anonymous function>([arguments not available])@http://localhost:8000/lab.html:48`,
      `dump([arguments not available])@http://localhost:8000/lab.html:46`,
    ],
    [at(undefined, 'http://localhost:8000/lab.html', 48), at('dump', 'http://localhost:8000/lab.html', 46)],
  ],
  [
    'Opera 12: stacktrace',
    [
      `Error thrown at line 48, column 12 in <anonymous function>(x) in ${SHOP}:`,
      '    x.undef();',
      `called via Function.prototype.apply() from line 46, column 8 in dump() in ${SHOP}:`,
      '    dump(a);',
    ],
    [at(undefined, SHOP, 48, 12), at('dump', SHOP, 46, 8)],
  ],
];

const OTHERS: readonly Case[] = [
  [
    'PhantomJS 1.9: no columns',
    ['Error: closed', '    at file:///srv/shop.js:878', `    at buy (${SHOP}:4283)`],
    [at(undefined, 'file:///srv/shop.js', 878), at('buy', SHOP, 4283)],
  ],
  [
    'PhantomJS 2.1: as Safari',
    [`buy@${SHOP}:4:9`, `global code@${SHOP}:8:5`],
    [at('buy', SHOP, 4, 9), at(undefined, SHOP, 8, 5)],
  ],
  [
    'Bun 1.2: JavaScriptCore in the form of V8',
    [
      'Error: closed',
      '      at buy (/srv/shop.ts:1:15)',
      '      at <anonymous> (/srv/shop.ts:3:1)',
      '      at async main (/srv/shop.ts:9:5)',
      '      at loadAndEvaluateModule (native)',
      '      at module code (/srv/shop.ts:12:1)',
    ],
    [
      at('buy', '/srv/shop.ts', 1, 15),
      at(undefined, '/srv/shop.ts', 3, 1),
      at('main', '/srv/shop.ts', 9, 5, { isAsync: true }),
      native('loadAndEvaluateModule'),
      at(undefined, '/srv/shop.ts', 12, 1),
    ],
  ],
  [
    'QuickJS 2025-09: native code, and lines alone',
    ['    at buy (shop.js:1:2)', '    at map (native)', '    at <eval> (shop.js:3)', '    at <anonymous> (shop.js:4)'],
    [at('buy', 'shop.js', 1, 2), native('map'), at('<eval>', 'shop.js', 3), at(undefined, 'shop.js', 4)],
  ],
  [
    'Rhino 1.7: the function in parentheses',
    ['\tat shop.js:3 (buy)', '\tat shop.js:9'],
    [at('buy', 'shop.js', 3), at(undefined, 'shop.js', 9)],
  ],
  [
    'Nashorn 15: no columns',
    ['TypeError: closed', '\tat buy (shop.js:3)', '\tat <program> (shop.js:9)'],
    [at('buy', 'shop.js', 3), at('<program>', 'shop.js', 9)],
  ],
  [
    'GraalJS 24: as V8',
    ['TypeError: closed', '    at buy (shop.js:3:11)', '    at :program (shop.js:9:1)'],
    [at('buy', 'shop.js', 3, 11), at(':program', 'shop.js', 9, 1)],
  ],
  [
    'LibJS 2025 (Ladybird): names and places in parentheses',
    [
      'Error: closed',
      '    at buy (http://shop.example/app.js:3:11)',
      '    at <unknown> (http://shop.example/app.js:9:1)',
    ],
    [at('buy', SHOP, 3, 11), at(undefined, SHOP, 9, 1)],
  ],
  [
    'lines that end as those of Windows do',
    ['Error: closed\r', `    at buy (${SHOP}:1:2)\r`, `    at ${SHOP}:3:4\r`],
    [at('buy', SHOP, 1, 2), at(undefined, SHOP, 3, 4)],
  ],
];

describe('Hermes and React Native', () => {
  expectEach(HERMES);
});
describe('Chakra', () => {
  expectEach(CHAKRA);
});
describe('Opera before 15', () => {
  expectEach(OPERA);
});
describe('other engines', () => {
  expectEach(OTHERS);
});

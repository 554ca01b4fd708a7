import { describe } from 'vitest';
import { at, type Case, expectEach } from './corpus.ts';

const SHOP = 'https://shop.example/static/app.js';

const CASES: readonly Case[] = [
  [
    'Firefox 3: arguments, and no columns',
    [`()@${SHOP}:44`, `(null)@${SHOP}:31`, `buy("x",1)@${SHOP}:13`, `@${SHOP}:24`, ''],
    [at(undefined, SHOP, 44), at(undefined, SHOP, 31), at('buy', SHOP, 13), at(undefined, SHOP, 24)],
  ],
  [
    'Firefox 7: files of Windows',
    ['sell()@file:///G:/js/stock.js:44', '@file:///G:/js/file.js:24'],
    [at('sell', 'file:///G:/js/stock.js', 44), at(undefined, 'file:///G:/js/file.js', 24)],
  ],
  [
    'Firefox 14: no arguments any more',
    [`@${SHOP}:48`, `buy@${SHOP}:52`, `onclick@${SHOP}:1`],
    [at(undefined, SHOP, 48), at('buy', SHOP, 52), at('onclick', SHOP, 1)],
  ],
  [
    'Firefox 31: columns, and names of functions without one',
    [`buy@${SHOP}:41:13`, `.plugin/e.fn[c]/<@${SHOP}:1:1`],
    [at('buy', SHOP, 41, 13), at('.plugin/e.fn[c]/<', SHOP, 1, 1)],
  ],
  [
    'Firefox 43: code evaluated by evaluated code',
    [`baz@${SHOP} line 26 > eval line 2 > eval:1:30`, `@${SHOP} line 26 > eval:4:18`, `speak@${SHOP}:26:17`],
    [
      { function: 'baz', line: 1, column: 30, isEval: true, evalOrigin: { file: SHOP, line: 26 } },
      { line: 4, column: 18, isEval: true, evalOrigin: { file: SHOP, line: 26 } },
      at('speak', SHOP, 26, 17),
    ],
  ],
  [
    'Firefox 44: exceptions of the browser itself',
    [`[2]</Shop.prototype._sell/</<@${SHOP}:703:28`, 'Till.prototype.open@file:///srv/file.js:15:2'],
    [at('[2]</Shop.prototype._sell/</<', SHOP, 703, 28), at('Till.prototype.open', 'file:///srv/file.js', 15, 2)],
  ],
  [
    'Firefox 50: resources of an add-on',
    ['render@resource://till/data/bundle.js:5529:16'],
    [at('render', 'resource://till/data/bundle.js', 5529, 16)],
  ],
  [
    'Firefox 60: what was scheduled',
    [
      `async*buy@${SHOP}:3:9`,
      `promise callback*sell/<@${SHOP}:4:9`,
      `setTimeout handler*@${SHOP}:5:9`,
      `EventListener.handleEvent*open@${SHOP}:6:1`,
    ],
    [
      at('buy', SHOP, 3, 9, { isAsync: true }),
      at('sell/<', SHOP, 4, 9, { isAsync: true }),
      at(undefined, SHOP, 5, 9, { isAsync: true }),
      at('open', SHOP, 6, 1, { isAsync: true }),
    ],
  ],
  [
    'Firefox 66: no frames for native functions, a port in the address',
    [
      'each@http://localhost:5000/test:20:17',
      '@http://localhost:5000/ line 39 > eval:1:1',
      'test/<@http://localhost:5000/:34:7',
    ],
    [
      at('each', 'http://localhost:5000/test', 20, 17),
      { line: 1, column: 1, isEval: true, evalOrigin: { file: 'http://localhost:5000/', line: 39 } },
      at('test/<', 'http://localhost:5000/', 34, 7),
    ],
  ],
  [
    'Firefox 80: an extension',
    ['run@moz-extension://9f3a/content.js:1:2'],
    [at('run', 'moz-extension://9f3a/content.js', 1, 2)],
  ],
  [
    'Firefox 91: code typed into the console',
    ['buy@debugger eval code:2:9', '@debugger eval code:1:1'],
    [at('buy', 'debugger eval code', 2, 9), at(undefined, 'debugger eval code', 1, 1)],
  ],
  [
    'Firefox 115: parentheses and at signs in addresses',
    [
      'onClick@https://shop.example/app/(group)/[item]/@modal/page.js:1:644',
      'b@https://cdn.example/npm/react@18.2.0/index.js:1:2',
    ],
    [
      at('onClick', 'https://shop.example/app/(group)/[item]/@modal/page.js', 1, 644),
      at('b', 'https://cdn.example/npm/react@18.2.0/index.js', 1, 2),
    ],
  ],
  [
    'Firefox 115 with webpack: names of the bundler',
    ['eval@webpack-internal:///(app)/./src/@till/page.tsx:11:11'],
    [at('eval', 'webpack-internal:///(app)/./src/@till/page.tsx', 11, 11)],
  ],
  [
    'Firefox 128: names with an at sign and parentheses',
    [`a(b) @c@${SHOP}:6:86`, `sp ace (x)@${SHOP}:6:133`, `a b@${SHOP}:4:276`],
    [at('a(b) @c', SHOP, 6, 86), at('sp ace (x)', SHOP, 6, 133), at('a b', SHOP, 4, 276)],
  ],
  [
    'Firefox 128: new Function, and a name given by sourceURL',
    [`anonymous@${SHOP} line 27 > Function:3:7`, '@widget.js:1:7'],
    [{ line: 3, column: 7, isEval: true, evalOrigin: { file: SHOP, line: 27 } }, at(undefined, 'widget.js', 1, 7)],
  ],
  [
    'Firefox 128: a script element made by a script',
    ['buy@https://shop.example/ line 3 > injectedScript:1:1'],
    [{ function: 'buy', line: 1, column: 1, isEval: true, evalOrigin: { file: 'https://shop.example/', line: 3 } }],
  ],
  [
    'Firefox 128: data: and blob: addresses',
    ['run@data:text/javascript,throw new Error(1):1:7', 'x@blob:https://shop.example/0e6a-11ec:1:2'],
    [at('run', 'data:text/javascript,throw new Error(1)', 1, 7), at('x', 'blob:https://shop.example/0e6a-11ec', 1, 2)],
  ],
  [
    'Firefox 153: WebAssembly made from bytes, and loaded',
    [
      `@${SHOP} line 49 > WebAssembly.Module:wasm-function[0]:0x1e`,
      'count@https://shop.example/till.wasm:wasm-function[3]:0x1a2',
    ],
    [
      { evalOrigin: { file: SHOP, line: 49 }, wasm: { functionIndex: 0, offset: 0x1e } },
      { function: 'count', file: 'https://shop.example/till.wasm', wasm: { functionIndex: 3, offset: 0x1a2 } },
    ],
  ],
  [
    'Firefox 153: recursion without end',
    ['r@https://shop.example/:30:42', 'r@https://shop.example/:30:42'],
    [at('r', 'https://shop.example/', 30, 42), at('r', 'https://shop.example/', 30, 42)],
  ],
  [
    'SpiderMonkey 102 (js shell, gjs 1.74): paths',
    ['buy@/srv/shop.js:1:2', '@/srv/shop.js:3:4', '_init/<@resource:///org/gnome/gjs/modules/main.js:5:6'],
    [
      at('buy', '/srv/shop.js', 1, 2),
      at(undefined, '/srv/shop.js', 3, 4),
      at('_init/<', 'resource:///org/gnome/gjs/modules/main.js', 5, 6),
    ],
  ],
];

describe('Gecko', () => {
  expectEach(CASES);
});

import { describe, expect, it } from 'vitest';
import { parseStack } from '../index.ts';
import { at, type Case, expectEach, native } from './corpus.ts';

const SHOP = 'https://shop.example/static/app.js';

const PAGES: readonly Case[] = [
  [
    'Chrome 15: the first stacks with columns',
    ["TypeError: Object #<Shop> has no method 'buy'", `    at Shop.sell (${SHOP}:13:17)`, `    at ${SHOP}:24:4`],
    [at('Shop.sell', SHOP, 13, 17), at(undefined, SHOP, 24, 4)],
  ],
  [
    'Chrome 36: a port in the address, and a function called by an index',
    [
      'Error: closed',
      '    at HTMLButtonElement.onclick (http://localhost:8080/app.js:107:146)',
      '    at shop.fn.(anonymous function) [as index] (http://localhost:8080/app.js:10:3651)',
    ],
    [
      at('HTMLButtonElement.onclick', 'http://localhost:8080/app.js', 107, 146),
      at(undefined, 'http://localhost:8080/app.js', 10, 3651, { alias: 'index' }),
    ],
  ],
  [
    'Chrome 40: native functions',
    ['Error: closed', '    at Error (native)', '    at Array.forEach (native)'],
    [native('Error'), native('Array.forEach')],
  ],
  [
    'Chrome 48: blob URLs',
    [
      'Error: closed',
      '    at Object.d [as add] (blob:http%3A//localhost%3A8080/0e6a-11ec:31:30039)',
      '    at blob:http%3A//localhost%3A8080/0e6a-11ec:15:10978',
    ],
    [
      at('Object.d', 'blob:http%3A//localhost%3A8080/0e6a-11ec', 31, 30_039, { alias: 'add' }),
      at(undefined, 'blob:http%3A//localhost%3A8080/0e6a-11ec', 15, 10_978),
    ],
  ],
  [
    'Chrome 48: code evaluated by evaluated code',
    [
      'Error: closed',
      `at baz (eval at foo (eval at speak (${SHOP}:21:17)), <anonymous>:1:30)`,
      `at foo (eval at speak (${SHOP}:21:17), <anonymous>:2:96)`,
      `at eval (eval at speak (${SHOP}:21:17), <anonymous>:4:18)`,
      `at Object.speak (${SHOP}:21:17)`,
    ],
    [
      ...[
        { function: 'baz', line: 1, column: 30 },
        { function: 'foo', line: 2, column: 96 },
        { function: 'eval', line: 4, column: 18 },
      ].map((frame) => ({
        ...frame,
        isEval: true as const,
        evalOrigin: { function: 'speak', file: SHOP, line: 21, column: 17 },
      })),
      at('Object.speak', SHOP, 21, 17),
    ],
  ],
  [
    'Chrome 73: built-in functions',
    ['Error: closed', `    at each (${SHOP}:20:17)`, '    at Array.map (<anonymous>)', `    at ${SHOP}:24:7`],
    [at('each', SHOP, 20, 17), native('Array.map'), at(undefined, SHOP, 24, 7)],
  ],
  [
    'Chrome 99: code typed into the console, and pasted without a file',
    ['Error: closed', '    at buy (<anonymous>:2:9)', '    at <anonymous>:1:1'],
    [
      { function: 'buy', line: 2, column: 9 },
      { line: 1, column: 1 },
    ],
  ],
  [
    'Chrome 109: an awaited address inside the parentheses',
    ['Error: closed', '    at Object.callback (async http://localhost:5000/:25:7)'],
    [at('Object.callback', 'http://localhost:5000/', 25, 7, { isAsync: true })],
  ],
  [
    'Chrome 120: constructors, awaited calls and all of Promise',
    [
      'Error: closed',
      `    at new Shop (${SHOP}:3:11)`,
      `    at new <anonymous> (${SHOP}:4:1)`,
      '    at new Promise (<anonymous>)',
      `    at async buy (${SHOP}:9:5)`,
      '    at async Promise.all (index 0)',
      '    at async Promise.any (index 12)',
      `    at async ${SHOP}:12:3`,
    ],
    [
      at('Shop', SHOP, 3, 11, { isConstructor: true }),
      at(undefined, SHOP, 4, 1, { isConstructor: true }),
      native('Promise', { isConstructor: true }),
      at('buy', SHOP, 9, 5, { isAsync: true }),
      native('Promise.all', { isAsync: true }),
      native('Promise.any', { isAsync: true }),
      at(undefined, SHOP, 12, 3, { isAsync: true }),
    ],
  ],
  [
    'Chrome 132: parentheses, brackets and an at sign in addresses',
    [
      'Error: closed',
      '    at page (https://shop.example/(group)/[item]/@modal/page.js:20:16)',
      '    at https://shop.example/(group)/[item]/page.js:1:126',
    ],
    [
      at('page', 'https://shop.example/(group)/[item]/@modal/page.js', 20, 16),
      at(undefined, 'https://shop.example/(group)/[item]/page.js', 1, 126),
    ],
  ],
  [
    'Chrome 132: private methods, accessors, symbols, and names in quotes',
    [
      'Error: closed',
      `    at #count (${SHOP}:3:1)`,
      `    at get price (${SHOP}:4:1)`,
      `    at [Symbol.iterator] (${SHOP}:5:1)`,
      `    at open at night (sundays) (${SHOP}:6:1)`,
      `    at <static_initializer> (${SHOP}:7:1)`,
      `    at <instance_members_initializer> (${SHOP}:8:1)`,
    ],
    [
      at('#count', SHOP, 3, 1),
      at('get price', SHOP, 4, 1),
      at('[Symbol.iterator]', SHOP, 5, 1),
      at('open at night (sundays)', SHOP, 6, 1),
      at('<static_initializer>', SHOP, 7, 1),
      at('<instance_members_initializer>', SHOP, 8, 1),
    ],
  ],
  [
    'Chrome 132: extensions',
    ['Error: closed', '    at run (chrome-extension://abcdefghijklmnop/content.js:1:2)'],
    [at('run', 'chrome-extension://abcdefghijklmnop/content.js', 1, 2)],
  ],
  [
    'Chrome 132: a data: URL with code that looks like a location',
    [
      'Error: closed',
      "    at buy (data:text/javascript,export function buy() { throw new Error('at a (b:1:2)') };:1:38)",
    ],
    [at('buy', "data:text/javascript,export function buy() { throw new Error('at a (b:1:2)') };", 1, 38)],
  ],
  [
    'Chrome 132: new Function, whose code has no file',
    ['Error: closed', `    at eval (eval at <anonymous> (${SHOP}:26:32), <anonymous>:3:7)`],
    [
      {
        function: 'eval',
        line: 3,
        column: 7,
        isEval: true,
        evalOrigin: { file: SHOP, line: 26, column: 32 },
      },
    ],
  ],
  [
    'Chrome 132: evaluated code with a name of its own',
    ['Error: closed', '    at eval (widget.js:1:7)'],
    [at('eval', 'widget.js', 1, 7)],
  ],
  [
    'Chrome 80: WebAssembly with names of C++',
    [
      'RuntimeError: memory access out of bounds',
      '    at Shop::count(int) const (http://localhost:8001/main.wasm:wasm-function[190]:0x5aeb)',
      '    at em::Invoker<int (Shop::*)(int) const, int>::invoke(int (Shop::* const&)(int) const, int) (http://localhost:8001/main.wasm:wasm-function[152]:0x47df)',
      '    at Handle.Shop$count [as count] (eval at make (http://localhost:8001/main.js:2201:27), <anonymous>:9:10)',
    ],
    [
      {
        function: 'Shop::count(int) const',
        file: 'http://localhost:8001/main.wasm',
        wasm: { functionIndex: 190, offset: 0x5aeb },
      },
      {
        function: 'em::Invoker<int (Shop::*)(int) const, int>::invoke(int (Shop::* const&)(int) const, int)',
        file: 'http://localhost:8001/main.wasm',
        wasm: { functionIndex: 152, offset: 0x47df },
      },
      {
        function: 'Handle.Shop$count',
        alias: 'count',
        line: 9,
        column: 10,
        isEval: true,
        evalOrigin: { function: 'make', file: 'http://localhost:8001/main.js', line: 2201, column: 27 },
      },
    ],
  ],
  [
    'Chrome 132: WebAssembly made from bytes',
    ['RuntimeError: unreachable', '    at wasm://wasm/0145fffe:wasm-function[0]:0x1e'],
    [{ file: 'wasm://wasm/0145fffe', wasm: { functionIndex: 0, offset: 0x1e } }],
  ],
  [
    'Chrome 66: WebAssembly without a module, offsets in decimals',
    ['RuntimeError: unreachable', '    at wasm-function[3]:22', '    at <anonymous>:wasm-function[1]:9'],
    [{ wasm: { functionIndex: 3, offset: 22 } }, { wasm: { functionIndex: 1, offset: 9 } }],
  ],
  [
    'Chromium Embedded 90: a scheme of the program',
    ['Error: closed', '    at shopkeeper://till/cd351f.worker.js:70179:15'],
    [at(undefined, 'shopkeeper://till/cd351f.worker.js', 70_179, 15)],
  ],
  [
    'Opera 25: as Chrome',
    ["TypeError: Cannot read property 'price' of null", `    at ${SHOP}:47:22`, `    at buy (${SHOP}:52:15)`],
    [at(undefined, SHOP, 47, 22), at('buy', SHOP, 52, 15)],
  ],
];

const BUNDLERS: readonly Case[] = [
  [
    'Chrome 49 with webpack 1: no space in front of the parenthesis',
    ['TypeError: closed', '   at Shop.eval(webpack:///./src/shop/till.jsx?:295:108)'],
    [at('Shop.eval', 'webpack:///./src/shop/till.jsx?', 295, 108)],
  ],
  [
    'Chrome 120 with webpack 5: eval as source map',
    [
      'Error: closed',
      '    at Page (webpack-internal:///(app-pages-browser)/./src/app/page.tsx:11:11)',
      '    at eval (webpack-internal:///./src/a b.js:1:2)',
    ],
    [
      at('Page', 'webpack-internal:///(app-pages-browser)/./src/app/page.tsx', 11, 11),
      at('eval', 'webpack-internal:///./src/a b.js', 1, 2),
    ],
  ],
  [
    'Chrome 95: paths without a host, with the hash of the module',
    ['Error: closed', '    at Till.eval [as open] (till.tsx?33f8:256:1)', '    at count (stock.tsx:554:1)'],
    [at('Till.eval', 'till.tsx?33f8', 256, 1, { alias: 'open' }), at('count', 'stock.tsx', 554, 1)],
  ],
  [
    'Chrome 95 with webpack 5: a chunk that could not be loaded',
    [
      'ChunkLoadError: Loading chunk till failed.',
      '(error: https://shop.example/static/till.abcdefg.js)',
      '    at (error: (/static/till.abcdefg.js))',
      '    at key(webpack/runtime/jsonp chunk loading:27:18)',
      '    at ? (webpack/runtime/ensure chunk:6:25)',
      '    at Array.reduce(<anonymous>)',
    ],
    [
      { file: 'https://shop.example/static/till.abcdefg.js' },
      { file: '/static/till.abcdefg.js' },
      at('key', 'webpack/runtime/jsonp chunk loading', 27, 18),
      at(undefined, 'webpack/runtime/ensure chunk', 6, 25),
      native('Array.reduce'),
    ],
  ],
  [
    'Chrome 114 with source maps applied by a tool: relative paths, and a line of the message between',
    [
      'SecurityError: Blocked a frame with origin "https://shop.example" from accessing a cross-origin frame.',
      '   at Error: Blocked a frame with origin "(https://shop.example" from accessing a cross-origin frame.)',
      '   at cast(../node_modules/@scope/replay/index.js:368:76)',
      '   at <object>.actions.play(../node_modules/@scope/replay/machine.js:132:17)',
      '   at <anonymous>(../node_modules/@scope/fsm/index.js:15:2595)',
      '   at timer.current(./app/till.tsx:397:62)',
    ],
    [
      at('cast', '../node_modules/@scope/replay/index.js', 368, 76),
      at('<object>.actions.play', '../node_modules/@scope/replay/machine.js', 132, 17),
      at(undefined, '../node_modules/@scope/fsm/index.js', 15, 2595),
      at('timer.current', './app/till.tsx', 397, 62),
    ],
  ],
  [
    'Chrome 130 with Vite 6: modules with a query',
    ['Error: closed', '    at setup (http://localhost:5173/src/Till.vue?t=1731&vue&type=script:3:9)'],
    [at('setup', 'http://localhost:5173/src/Till.vue?t=1731&vue&type=script', 3, 9)],
  ],
];

const NODE: readonly Case[] = [
  [
    'Node 0.10: internals without a path',
    [
      'Error: closed',
      '    at Object.<anonymous> (/srv/shop.js:1:69)',
      '    at Module._compile (module.js:456:26)',
      '    at node.js:906:3',
    ],
    [
      at(undefined, '/srv/shop.js', 1, 69),
      at('Module._compile', 'module.js', 456, 26),
      at(undefined, 'node.js', 906, 3),
    ],
  ],
  [
    'Node 8: the end of the queue of promises',
    [
      'Error: closed',
      '    at buy (/srv/shop.js:2:9)',
      '    at <anonymous>',
      '    at process._tickCallback (internal/process/next_tick.js:188:7)',
    ],
    [at('buy', '/srv/shop.js', 2, 9), native(), at('process._tickCallback', 'internal/process/next_tick.js', 188, 7)],
  ],
  [
    'Node 12: awaited calls',
    ['Error: closed', '    at async Till.open (/srv/till.js:4:5)', '    at async Promise.all (index 1)'],
    [at('Till.open', '/srv/till.js', 4, 5, { isAsync: true }), native('Promise.all', { isAsync: true })],
  ],
  [
    'Node 16: internals with a scheme, and processTicksAndRejections',
    [
      'Error: closed',
      '    at Socket.emit (node:events:513:28)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at node:internal/main/run_main_module:23:47',
    ],
    [
      at('Socket.emit', 'node:events', 513, 28),
      at('process.processTicksAndRejections', 'node:internal/process/task_queues', 95, 5),
      at(undefined, 'node:internal/main/run_main_module', 23, 47),
    ],
  ],
  [
    'Node 18: modules by file URL',
    ['Error: closed', '    at file:///srv/a%20shop/main.mjs:7:9', '    at async file:///srv/main.mjs:16:5'],
    [
      at(undefined, 'file:///srv/a%20shop/main.mjs', 7, 9),
      at(undefined, 'file:///srv/main.mjs', 16, 5, { isAsync: true }),
    ],
  ],
  [
    'Node 20: accessors with an alias',
    ['Error: closed', '    at get price [as price] (/srv/shop.js:3:151)'],
    [at('get price', '/srv/shop.js', 3, 151, { alias: 'price' })],
  ],
  [
    'Node 22 on Windows: drives, spaces and parentheses in paths',
    [
      'Error: closed',
      String.raw`    at buy (C:\Program Files (x86)\shop\till.js:1:21)`,
      String.raw`    at C:\Program Files (x86)\shop\till.js:1:38`,
      String.raw`    at sell (\\server\share\till.js:2:3)`,
      '    at load (file:///D:/shop/till.mjs:4:5)',
    ],
    [
      at('buy', String.raw`C:\Program Files (x86)\shop\till.js`, 1, 21),
      at(undefined, String.raw`C:\Program Files (x86)\shop\till.js`, 1, 38),
      at('sell', String.raw`\\server\share\till.js`, 2, 3),
      at('load', 'file:///D:/shop/till.mjs', 4, 5),
    ],
  ],
  [
    'Node 24: -e, vm and the REPL',
    [
      'Error: closed',
      '    at [eval]:1:7',
      '    at [eval]-wrapper:6:24',
      '    at evalmachine.<anonymous>:1:7',
      '    at REPL1:1:1',
      '    at Script.runInThisContext (node:vm:137:12)',
    ],
    [
      at(undefined, '[eval]', 1, 7),
      at(undefined, '[eval]-wrapper', 6, 24),
      at(undefined, 'evalmachine.<anonymous>', 1, 7),
      at(undefined, 'REPL1', 1, 1),
      at('Script.runInThisContext', 'node:vm', 137, 12),
    ],
  ],
  [
    'Node 24: a type checked in a path with an at sign',
    [
      'TypeError [ERR_INVALID_ARG_TYPE]: closed',
      '    at run (/srv/node_modules/.pnpm/a@1.0.0/node_modules/@b/c.js:1:2)',
    ],
    [at('run', '/srv/node_modules/.pnpm/a@1.0.0/node_modules/@b/c.js', 1, 2)],
  ],
  [
    'Node 24 with --enable-source-maps: an arrow to the original is left out',
    ['Error: closed', '    at buy (/srv/src/till.ts:3:9)', '        -> /srv/src/till.ts:3:9'],
    [at('buy', '/srv/src/till.ts', 3, 9)],
  ],
  [
    'Electron 12: files of a renderer',
    [
      'TypeError: closed',
      String.raw`    at Till.open (C:\Users\user\path\to\file.js:295:108)`,
      '    at run (app:///main.js:1:2)',
    ],
    [at('Till.open', String.raw`C:\Users\user\path\to\file.js`, 295, 108), at('run', 'app:///main.js', 1, 2)],
  ],
  [
    'Electron 30: node:electron and an archive',
    [
      'Error: closed',
      '    at f._load (node:electron/js2c/asar_bundle:5:13343)',
      '    at run (/opt/shop/resources/app.asar/main.js:1:2)',
    ],
    [
      at('f._load', 'node:electron/js2c/asar_bundle', 5, 13_343),
      at('run', '/opt/shop/resources/app.asar/main.js', 1, 2),
    ],
  ],
  [
    'Deno 2: extensions of the runtime',
    [
      'Error: closed',
      '    at async serve (ext:deno_http/00_serve.ts:442:18)',
      '    at buy (file:///srv/main.ts:1:7)',
      '    at https://deno.example/std@0.200.0/a.ts:1:2',
    ],
    [
      at('serve', 'ext:deno_http/00_serve.ts', 442, 18, { isAsync: true }),
      at('buy', 'file:///srv/main.ts', 1, 7),
      at(undefined, 'https://deno.example/std@0.200.0/a.ts', 1, 2),
    ],
  ],
  [
    'Cloudflare workerd 2026: a worker without a path',
    ['Error: closed', '    at Object.fetch (worker.js:3:11)', '    at async drainBody (file:///worker.mjs:1:2)'],
    [at('Object.fetch', 'worker.js', 3, 11), at('drainBody', 'file:///worker.mjs', 1, 2, { isAsync: true })],
  ],
];

describe('V8 in pages', () => {
  expectEach(PAGES);
});
describe('V8 with bundlers', () => {
  expectEach(BUNDLERS);
});
describe('V8 in Node and others', () => {
  expectEach(NODE);
});

describe('a message in front of the frames', () => {
  const message = 'first\n    at fake (http://fake/a.js:1:2)\nfake@http://fake/b.js:3:4';
  const stack = `Error: ${message}\n    at buy (${SHOP}:1:2)`;

  it('is left out where it is known, also with lines that look like frames', () => {
    expect(parseStack(stack, message)).toStrictEqual([at('buy', SHOP, 1, 2)]);
    expect(parseStack(`${message}\n    at buy (${SHOP}:1:2)`, message)).toStrictEqual([at('buy', SHOP, 1, 2)]);
  });

  it('is not mistaken for the frames of another engine where it is not known', () => {
    expect(parseStack(`Error: mail me@https://shop.example:1:2\n    at buy (${SHOP}:1:2)`)).toStrictEqual([
      at('buy', SHOP, 1, 2),
    ]);
  });

  it('that stands in no stack takes no frame away', () => {
    expect(parseStack(`    at buy (${SHOP}:1:2)`, 'buy')).toStrictEqual([at('buy', SHOP, 1, 2)]);
    expect(parseStack(`buy@${SHOP}:1:2`, 'buy')).toStrictEqual([at('buy', SHOP, 1, 2)]);
    expect(parseStack(stack, '')).toHaveLength(2);
  });

  it('alone has no frames', () => {
    expect(parseStack('Error: closed')).toStrictEqual([]);
    expect(parseStack('')).toStrictEqual([]);
    expect(parseStack('Error: at the till (again)')).toStrictEqual([]);
    expect(parseStack('Error: mail me@')).toStrictEqual([]);
    expect(parseStack('Error: no answer\n    at the server (http://localhost:8080)')).toStrictEqual([]);
  });
});

describe('a line of more than 1,024 characters', () => {
  it('keeps its beginning, its line and its column', () => {
    const [first, frame, last] = parseStack(
      `Error\n    at a (${SHOP}:1:1)\n    at Shop.buy (data:text/javascript;base64,${'A'.repeat(5000)}:44:7)\n    at b (${SHOP}:2:2)`,
    );
    expect([first, last]).toStrictEqual([at('a', SHOP, 1, 1), at('b', SHOP, 2, 2)]);
    expect(frame).toMatchObject({ function: 'Shop.buy', line: 44, column: 7 });
    expect(frame?.file?.startsWith('data:text/javascript;base64,AAAA')).toBe(true);
    expect(frame?.file?.length).toBeLessThan(1024);
  });
});

it('gives at most 1,000 frames', () => {
  expect(parseStack(`    at buy (${SHOP}:1:2)\n`.repeat(1500))).toHaveLength(1000);
});

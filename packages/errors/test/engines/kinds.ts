/**
 * Kinds of errors, as functions that throw. `//@` behind a line tells the frame that stands on it: its place in the stack (1 is the innermost)
 * and the name of its function, `KIND` for the function around, `-` for one without a name. After it may follow:
 * `?` some engines do not know the name; `async` only engines that follow `await` show it; `eval 2` the line in the code that this line evaluates.
 */
export const KINDS: Readonly<Record<string, string>> = {
  throw: `
    throw new Error('plain'); //@ 1 KIND`,
  'a chain of functions': `
    function inner() {
      throw new Error('deep'); //@ 1 inner
    }
    function outer() {
      inner(); //@ 2 outer
    }
    outer(); //@ 3 KIND`,
  'an arrow function with a name': `
    const arrow = () => {
      throw new Error('arrow'); //@ 1 arrow
    };
    arrow(); //@ 2 KIND`,
  'a function without a name': `
    (function () {
      throw new Error('nameless'); //@ 1 -
    })(); //@ 2 KIND`,
  'a method': `
    class Shop {
      buy() {
        throw new Error('method'); //@ 1 buy
      }
    }
    new Shop().buy(); //@ 2 KIND`,
  'a static method': `
    class Shop {
      static open() {
        throw new TypeError('static'); //@ 1 open
      }
    }
    Shop.open(); //@ 2 KIND`,
  'a private method': `
    class Shop {
      #count() {
        throw new Error('private'); //@ 1 #count
      }
      stock() {
        this.#count(); //@ 2 stock
      }
    }
    new Shop().stock(); //@ 3 KIND`,
  'a getter': `
    const shop = {
      get price() {
        throw new Error('getter'); //@ 1 price
      },
    };
    shop.price; //@ 2 KIND`,
  'a setter': `
    const shop = {
      set price(value) {
        throw new Error('setter'); //@ 1 price
      },
    };
    shop.price = 1; //@ 2 KIND`,
  'a constructor': `
    class Shop {
      constructor() {
        throw new Error('constructor'); //@ 1 Shop
      }
    }
    new Shop(); //@ 2 KIND`,
  'the constructor of a subclass': `
    class Shop {
      constructor() {
        throw new Error('parent'); //@ 1 Shop
      }
    }
    class Bakery extends Shop {
      constructor() {
        super(); //@ 2 Bakery
      }
    }
    new Bakery(); //@ 3 KIND`,
  'a static block': `
    class Shop {
      static {
        throw new Error('block'); //@ 1 <static_initializer>?
      }
    }`,
  'a name with spaces': `
    const shop = {
      'open at night': function () {
        throw new Error('spaces'); //@ 1 open at night
      },
    };
    shop['open at night'](); //@ 2 KIND`,
  'a name with parentheses and an at sign': `
    const shop = {
      'a(b) @c (d)': function () {
        throw new Error('signs'); //@ 1 a(b) @c (d)
      },
    };
    shop['a(b) @c (d)'](); //@ 2 KIND`,
  'a symbol as a name': `
    const list = {
      [Symbol.iterator]() {
        throw new Error('symbol'); //@ 1 [Symbol.iterator]?
      },
    };
    for (const item of list) item; //@ 2 KIND`,
  'a method under another name': `
    const one = {
      buy() {
        throw new Error('alias'); //@ 1 buy
      },
    };
    const other = { sell: one.buy };
    other.sell(); //@ 2 KIND`,
  'a callback of map': `
    [1].map(function each() { //@ 2 KIND
      throw new Error('map'); //@ 1 each
    });`,
  'a comparison of sort': `
    [2, 1].sort(() => { //@ 2 KIND
      throw new Error('sort'); //@ 1 -
    });`,
  'a callback of replace': `
    'x'.replace(/x/, () => { //@ 2 KIND
      throw new Error('replace'); //@ 1 -
    });`,
  'JSON that is none': `
    JSON.parse('{x'); //@ 1 KIND`,
  toJSON: `
    const shop = {
      toJSON() {
        throw new Error('toJSON'); //@ 1 toJSON
      },
    };
    JSON.stringify(shop); //@ 2 KIND`,
  toString: `
    const shop = {
      toString() {
        throw new Error('toString'); //@ 1 toString
      },
    };
    '' + shop; //@ 2 KIND`,
  'a property of null': `
    null.price; //@ 1 KIND`,
  'a variable that is not there': `
    missing(); //@ 1 KIND`,
  'an array of impossible length': `
    new Array(-1); //@ 1 KIND`,
  'a regular expression that is none': `
    new RegExp('('); //@ 1 KIND`,
  'a URI that is none': `
    decodeURIComponent('%'); //@ 1 KIND`,
  'a number that is called': `
    const price = 1;
    price(); //@ 1 KIND`,
  'recursion without end': `
    function down() { down(); } //@ 1 down
    down(); //@ 2 KIND`,
  eval: `
    eval('function made() {\\n  throw new Error("made");\\n}\\nmade()'); //@ 1 made eval 2 //@ 2 - eval 4 //@ 3 KIND`,
  'indirect eval': `
    (0, eval)('throw new Error("indirect")'); //@ 1 - eval 1 //@ 2 KIND`,
  'eval in eval': `
    eval('\\neval("throw new Error(1)")'); //@ 1 - eval 1 //@ 2 - eval 2 //@ 3 KIND`,
  'new Function': `
    const made = new Function('throw new Error("made")'); //@ 1 - eval 3
    made(); //@ 2 KIND`,
  WebAssembly: `
    const code = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,5,1,3,0,0,11]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
    exports.f(); //@ 1 KIND`,
  'a generator': `
    function* items() {
      throw new Error('generator'); //@ 1 items
    }
    items().next(); //@ 2 KIND`,
  'an async function': `
    async function load() {
      await null;
      throw new Error('async'); //@ 1 load
    }
    async function show() {
      await load(); //@ 2 show async
    }
    return show();`,
  'Promise.all': `
    async function load() {
      await null;
      throw new Error('all'); //@ 1 load
    }
    async function show() {
      await Promise.all([load()]); //@ 2 show async
    }
    return show();`,
  'then of a promise': `
    return Promise.resolve().then(function then() {
      throw new Error('then'); //@ 1 then
    });`,
  'a trap of a proxy': `
    const shop = new Proxy({}, {
      get() {
        throw new Error('trap'); //@ 1 get
      },
    });
    shop.price; //@ 2 KIND`,
  'Reflect.construct': `
    class Shop {
      constructor() {
        throw new Error('construct'); //@ 1 Shop
      }
    }
    Reflect.construct(Shop, []); //@ 2 KIND`,
  'apply of a bound function': `
    function bound() {
      throw new Error('bound'); //@ 1 bound
    }
    bound.bind(null).apply(null, []); //@ 2 KIND`,
  'a tag of a template': `
    function tag() {
      throw new Error('tag'); //@ 1 tag
    }
    tag\`text\`; //@ 2 KIND`,
  'an error with a name of its own, made elsewhere': `
    const make = () => new Error('closed'); //@ 1 make
    const error = make(); //@ 2 KIND
    error.name = 'ShopError';
    throw error;`,
  'an error with a cause': `
    throw new Error('outer', { cause: new Error('inner') }); //@ 1 KIND`,
  AggregateError: `
    throw new AggregateError([new Error('one')], 'several'); //@ 1 KIND`,
  'a message with lines like frames': `
    throw new Error('one\\n    at fake (http://fake/a.js:1:2)\\nfake@http://fake/b.js:3:4'); //@ 1 KIND`,
};

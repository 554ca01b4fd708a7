/** Elements that answer a click, each in its own way: `[what it does, markup, script, address of its page]`. None of them is dead. */
export interface LiveCase {
  readonly does: string;
  /** The element with the id `it` is clicked. */
  readonly markup: string;
  readonly script?: string;
  /** Key that is held meanwhile. */
  readonly key?: string;
}

const button = (does: string, run: string): LiveCase => ({
  does,
  markup: '<button id="it">Go</button><input id="field" value="old"><p id="text">text</p>',
  script: `it.addEventListener('click', () => { ${run} });`,
});

export const LIVE: readonly LiveCase[] = [
  button('changes a text', "text.textContent = 'new'"),
  button('changes a class two seconds later', "setTimeout(() => text.classList.add('new'), 2000)"),
  button('asks the server and shows nothing', "fetch('/api/items')"),
  button('asks the server by XMLHttpRequest', "const r = new XMLHttpRequest(); r.open('GET', '/api/items'); r.send()"),
  button('asks later', "setTimeout(() => fetch('/api/items'), 1000)"),
  button('scrolls', 'scrollTo(0, 500)'),
  button('goes to another route', "history.pushState({}, '', '/clicks/elsewhere')"),
  button('moves the focus', 'field.focus()'),
  button('clears a field', "field.value = ''"),
  button('asks a question', "confirm('Sure?')"),
  button('opens a window', "open('about:blank')"),
  button('writes to the clipboard', "navigator.clipboard.writeText('x').catch(() => {})"),
  button('tells a server on the way', "navigator.sendBeacon('/api/echo', 'x')"),
  button('plays a sound', 'new Audio().play().catch(() => {})'),
  button('animates', 'text.animate([{ opacity: 0 }, { opacity: 1 }], 4000)'),
  button('opens a dialog', "const d = document.createElement('dialog'); document.body.append(d); d.showModal()"),
  button('prints', 'print()'),
  button('selects text', 'getSelection().selectAllChildren(text); document.execCommand("copy")'),
  {
    does: 'opens when it is pressed, before the click',
    markup: '<button id="it">Menu</button>',
    script: "it.addEventListener('pointerdown', () => document.body.append('menu'));",
  },
  {
    does: 'changes within its own shadow root',
    markup: '<shop-menu id="it"></shop-menu>',
    script: `customElements.define('shop-menu', class extends HTMLElement {
      constructor() {
        super();
        this.attachShadow({ mode: 'open' }).innerHTML = '<button>Menu</button>';
        this.shadowRoot.querySelector('button').onclick = () => this.shadowRoot.append('open');
      }
    });`,
  },
  {
    does: 'changes another component',
    markup: '<button id="it">Go</button><shop-count id="count"></shop-count>',
    script: `customElements.define('shop-count', class extends HTMLElement {});
      count.attachShadow({ mode: 'open' }).innerHTML = '<b>0</b>';
      it.onclick = () => { count.shadowRoot.querySelector('b').textContent = '1'; };`,
  },
  {
    does: 'draws',
    markup: '<button id="it">Draw</button><canvas id="canvas"></canvas>',
    script: "it.onclick = () => canvas.getContext('2d').fillRect(0, 0, 9, 9);",
  },
  { does: 'jumps within the page', markup: '<a id="it" href="#text">Down</a><p id="text">text</p>' },
  { does: 'leads to a page that takes long', markup: '<a id="it" href="/api/slow?ms=6000">Report</a>' },
  {
    does: 'sends a form that takes long',
    markup: '<form action="/api/slow"><input type="hidden" name="ms" value="6000"><button id="it">Send</button></form>',
  },
  { does: 'says what is missing', markup: '<form><input required><button id="it">Send</button></form>' },
  { does: 'leads to another program', markup: '<a id="it" href="mailto:shop@example.com">Write</a>' },
  { does: 'leads to another window', markup: '<a id="it" href="/api/items" target="_blank">Items</a>' },
  { does: 'opens a tab', markup: '<a id="it" href="/api/items">Items</a>', key: 'Control' },
  { does: 'saves a file', markup: '<a id="it" href="data:text/plain,x" download="x.txt">Save</a>' },
  { does: 'opens what is folded', markup: '<details><summary id="it">More</summary>text</details>' },
  { does: 'is a label', markup: '<label id="it" style="cursor: pointer">Yes <input type="checkbox"></label>' },
  { does: 'is a choice', markup: '<select id="it"><option>one</option><option>two</option></select>' },
  { does: 'is a field', markup: '<input id="it" style="cursor: pointer">' },
  { does: 'can be written into', markup: '<div id="it" contenteditable role="button">text</div>' },
  { does: 'says that it is off', markup: '<button id="it" aria-disabled="true">Later</button>' },
  { does: 'is plain text', markup: '<p id="it">text</p>' },
];

/** Does something that nobody can see from outside: a style sheet's own rules. Told as dead, though it is not. */
export const UNSEEN: LiveCase = {
  does: 'changes a rule of a style sheet',
  markup: '<style id="style">p { color: red }</style><button id="it">Dark</button><p>text</p>',
  script: "it.onclick = () => style.sheet.insertRule('p { color: white }', 1);",
};

/** Elements that look as if they did something. */
export const DEAD: readonly string[] = [
  '<button>Go</button>',
  '<button type="button" class="primary"><span>Buy</span></button>',
  '<button onclick="void 0">Nothing</button>',
  '<button class="listening">Listening</button>',
  '<button><svg width="20" height="20"><circle r="9" /></svg></button>',
  '<a href="javascript:void(0)">Nowhere</a>',
  '<a href="/clicks/elsewhere" class="prevented">Prevented</a>',
  '<a href="/clicks/elsewhere" class="prevented"><img alt="picture" width="20" height="20"></a>',
  '<div role="button">Role</div>',
  '<div role="button" tabindex="0">Role that takes the focus</div>',
  '<span role="link">Link</span>',
  '<div role="tab">Tab</div>',
  '<div role="menuitem">Item</div>',
  '<div role="switch" aria-checked="false">Switch</div>',
  '<div style="cursor: pointer">Card</div>',
  '<div style="cursor: pointer"><b>Inside a card</b></div>',
  '<div onclick="console.debug(1)">Logs</div>',
  '<input type="button" value="Input">',
  '<input type="image" alt="Image" form="none">',
  '<button form="none" type="reset">Reset nothing</button>',
  '<li onclick="this.x = 1">Remembers</li>',
];

/** Script of the page with all that is dead. */
export const DEAD_SCRIPT = `
for (const one of document.querySelectorAll('.prevented')) one.addEventListener('click', (event) => event.preventDefault());
for (const one of document.querySelectorAll('.listening')) one.addEventListener('click', () => { one.count = (one.count ?? 0) + 1; });
`;

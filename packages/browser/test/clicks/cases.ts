/** Elements that answer a click, each in its own way. None of them is dead. */
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
  button('selects text', 'getSelection().selectAllChildren(text)'),
  button('selects what is written', 'field.select()'),
  button('leaves for what takes long', "location.href = '/api/slow?ms=6000'"),
  button('loads the page again', 'location.reload()'),
  button(
    'saves a file',
    "const a = document.createElement('a'); a.href = 'data:text/plain,x'; a.download = 'x.txt'; a.click()",
  ),
  button(
    'saves what it has made',
    `const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'])); a.download = 'x.txt';
    a.dispatchEvent(new MouseEvent('click'))`,
  ),
  button('asks for a file', "const f = document.createElement('input'); f.type = 'file'; f.click()"),
  button('asks for a date', "field.type = 'date'; field.showPicker()"),
  button('asks whether it may tell', 'Notification.requestPermission()'),
  button('asks where somebody is', 'navigator.geolocation.getCurrentPosition(() => {}, () => {})'),
  button('speaks', "speechSynthesis.speak(new SpeechSynthesisUtterance('x'))"),
  button(
    'plays a tone',
    'const c = new AudioContext(); const o = c.createOscillator(); o.connect(c.destination); o.start()',
  ),
  button('has a worker do it', "new Worker('data:text/javascript,').postMessage(1)"),
  button('marks words', "const r = new Range(); r.selectNodeContents(text); CSS.highlights.set('x', new Highlight(r))"),
  button('adds a style sheet of its own', 'document.adoptedStyleSheets = [new CSSStyleSheet()]'),
  {
    does: 'changes a rule of a style sheet',
    markup: '<style id="style">p { color: red }</style><button id="it">Dark</button><p>text</p>',
    script: "it.onclick = () => style.sheet.insertRule('p { color: white }', 1);",
  },
  {
    does: 'writes a style sheet anew',
    markup: '<button id="it">Dark</button><p>text</p>',
    script: `const own = new CSSStyleSheet(); own.replaceSync('p { color: red }'); document.adoptedStyleSheets = [own];
      it.onclick = () => own.replaceSync('p { color: white }');`,
  },
  {
    does: 'changes a colour of a theme, in its rule',
    markup: '<style id="style">:root { --ink: red } body { color: var(--ink) }</style><button id="it">Dark</button>',
    script: "it.onclick = () => style.sheet.cssRules[0].style.setProperty('--ink', 'white');",
  },
  {
    does: 'turns a style sheet off',
    markup: '<style id="style">p { color: red }</style><button id="it">Dark</button><p>text</p>',
    script: 'it.onclick = () => { style.sheet.disabled = true; };',
  },
  {
    does: 'opens a menu by its focus, in a style sheet alone',
    markup:
      '<style>#menu ul { visibility: hidden } #menu:focus-within ul { visibility: visible }</style><div id="menu"><button id="it">Menu</button><ul><li>one</li></ul></div>',
  },
  {
    does: 'opens a panel by a hidden box, in a style sheet alone',
    markup:
      '<style>#panel { display: none } #box:checked ~ #panel { display: block }</style><input id="box" type="checkbox" hidden><label for="box"><b id="it" role="button">More</b></label><p id="panel">text</p>',
  },
  {
    does: 'marks a box as neither',
    markup: '<input id="box" type="checkbox" disabled><button id="it">Some</button>',
    script: 'it.onclick = () => { box.indeterminate = true; };',
  },
  {
    does: 'makes a film silent',
    markup: '<video id="film"></video><button id="it">Silent</button>',
    script: 'it.onclick = () => { film.muted = true; };',
  },
  { does: 'is a film', markup: '<video id="it" controls role="button" width="300" height="200"></video>' },
  { does: 'is a field for files', markup: '<input id="it" type="file">' },
  { does: 'is the label of one', markup: '<label id="it" role="button">File <input type="file" hidden></label>' },
  {
    does: 'opens a popover',
    markup: '<button id="it" popovertarget="more">More</button><p id="more" popover>text</p>',
  },
  {
    does: 'scrolls a list',
    markup:
      '<button id="it">Down</button><div id="list" style="height: 50px; overflow: auto"><p style="height: 500px">text</p></div>',
    script: "it.onclick = () => list.scrollTo({ top: 300, behavior: 'smooth' });",
  },
  {
    does: 'tells a frame, which shows it',
    markup:
      '<iframe id="frame" srcdoc="<script>onmessage = () => document.body.append(1)</script>"></iframe><button id="it">Tell</button>',
    script: "it.onclick = () => frame.contentWindow.postMessage(1, '*');",
  },
  {
    does: 'is a component that lets nobody in',
    markup: '<shop-closed id="it" role="button"></shop-closed>',
    script: `customElements.define('shop-closed', class extends HTMLElement {
      constructor() {
        super();
        const root = this.attachShadow({ mode: 'closed' });
        root.innerHTML = 'Menu';
        this.addEventListener('click', () => root.append(' open'));
      }
    });`,
  },
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

/** Does something that nobody can see from outside without comparing each rule of the page. Told as dead, though it is not. */
export const UNSEEN: LiveCase = {
  does: 'changes a rule for what is elsewhere',
  markup:
    '<style id="style">#far { color: red }</style><div><div><button id="it">Dark</button></div></div><p id="far">text</p>',
  script: "it.onclick = () => { style.sheet.cssRules[0].style.color = 'white'; };",
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

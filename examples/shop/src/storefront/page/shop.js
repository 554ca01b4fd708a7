// The page of the shop: no framework, no build. A view is a function from the address to what `main` shows.
import { cartView, orderView } from './cart-views.js';
import { el } from './elements.js';
import { listView, productView } from './goods-views.js';
import { loadCart } from './shop-api.js';

const VIEWS = [
  ['/', /^\/$/, listView],
  ['/products/:sku', /^\/products\/([^/]+)$/, productView],
  ['/cart', /^\/cart$/, cartView],
  ['/orders/:id', /^\/orders\/([^/]+)$/, orderView],
];
const main = document.querySelector('#view');
const notice = document.querySelector('#notice');
const search = document.querySelector('#search');
let noticeTimer;
let shown = 0;

/** What views may do to the page around them. */
const shell = {
  show,
  countCart,
  say(text) {
    notice.textContent = text;
    notice.hidden = false;
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => (notice.hidden = true), 4000);
  },
  async go(href) {
    history.pushState(null, '', href);
    notice.hidden = true;
    await show();
    main.focus();
    scrollTo(0, 0);
  },
  /** Shows a view anew if people are still there. */
  async showAgain(path) {
    if (location.pathname === path) await show();
  },
};

async function show() {
  shown += 1;
  const turn = shown;
  const address = new URL(location.href);
  const [route, pattern, view] = VIEWS.find(([, path]) => path.test(address.pathname)) ?? ['/*', /^/, listView];
  // Before anything is asked for, so that this is told of the right view. Nobody may be watching.
  globalThis.sightglass?.setRoute(route);
  const params = (pattern.exec(address.pathname) ?? []).slice(1).map(decodeURIComponent);
  search.value = address.searchParams.get('q') ?? '';
  main.setAttribute('aria-busy', 'true');
  let title;
  let nodes;
  try {
    ({ title, nodes } = await view({ address, params, shell }));
  } catch (error) {
    title = 'Sorry';
    nodes = [
      el('h1', {}, 'Sorry'),
      el('p', { class: 'problem', role: 'alert' }, error.message),
      el('a', { href: '/' }, 'Back to the shop'),
    ];
  }
  // A slow answer must not take the place of what was asked for after it.
  if (turn !== shown) return;
  main.replaceChildren(...nodes);
  main.removeAttribute('aria-busy');
  document.title = `${title} · Harbour Goods`;
}

async function countCart() {
  const { lines } = await loadCart();
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  const badge = document.querySelector('#cart-count');
  badge.textContent = String(count);
  badge.hidden = count === 0;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  void shell.go(link.getAttribute('href'));
});
document.querySelector('.search').addEventListener('submit', (event) => {
  event.preventDefault();
  void shell.go(`/?${new URLSearchParams({ q: search.value })}`);
});
addEventListener('popstate', () => void show());

await show();
await countCart();

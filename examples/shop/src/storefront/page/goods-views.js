import { el, money, tile } from './elements.js';
import { ask, loadCart, setQuantity } from './shop-api.js';

const CATEGORIES = ['kitchen', 'lighting', 'textiles', 'garden', 'desk', 'furniture'];

/** All products, those of a category, or what a search found. */
export async function listView({ address }) {
  const category = address.searchParams.get('category');
  const text = address.searchParams.get('q');
  const path = text === null ? `/api/products${address.search}` : `/api/search?${new URLSearchParams({ q: text })}`;
  const { items, found } = await ask(path);
  const title = text === null ? 'Things that last' : `Search: ${text}`;
  return {
    title,
    nodes: [
      el('h1', {}, title),
      el('p', { class: 'lead' }, leadOf(text, items.length, found)),
      el(
        'nav',
        { 'aria-label': 'Categories' },
        el(
          'ul',
          { class: 'filters' },
          filterLink(null, category, text),
          ...CATEGORIES.map((name) => filterLink(name, category, text)),
        ),
      ),
      el('ul', { class: 'grid' }, ...items.map((product) => el('li', {}, card(product)))),
    ],
  };
}

function leadOf(text, count, found) {
  if (text === null) return 'Made by people we know, for kitchens, gardens and desks.';
  if (count === 0) return 'Nothing found. Try a shorter word.';
  return found === 'reviews' ? `${count} products whose reviews mention it` : `${count} products`;
}

function filterLink(name, chosen, text) {
  const current = text === null && name === chosen ? 'page' : null;
  return el(
    'li',
    {},
    el('a', { href: name === null ? '/' : `/?category=${name}`, 'aria-current': current }, name ?? 'all'),
  );
}

function card(product) {
  const right =
    product.stock > 0 ? el('span', {}, `★ ${product.stars.toFixed(1)}`) : el('span', { class: 'sold-out' }, 'sold out');
  return el(
    'a',
    { class: 'goods', href: `/products/${product.sku}` },
    tile(product.sku),
    el('h2', {}, product.name),
    el('div', { class: 'under' }, el('strong', {}, money(product.priceCents)), right),
  );
}

/** One product with its newest reviews. */
export async function productView({ params: [sku], shell }) {
  const product = await ask(`/api/products/${encodeURIComponent(sku)}`);
  const add = el(
    'button',
    {
      type: 'button',
      'data-sightglass-name': 'add to cart',
      disabled: product.stock === 0,
      onclick: () => addOne(product, add, shell),
    },
    'Add to cart',
  );
  return {
    title: product.name,
    nodes: [
      el(
        'div',
        { class: 'detail' },
        tile(product.sku),
        el(
          'div',
          {},
          el('h1', {}, product.name),
          el('p', { class: 'lead' }, product.blurb),
          el('p', { class: 'price' }, money(product.priceCents)),
          add,
          el(
            'p',
            { class: product.stock > 0 ? 'lead' : 'sold-out' },
            product.stock > 0 ? `${product.stock} in stock, ${product.grams / 1000} kg` : 'Sold out',
          ),
          el('h2', {}, `${product.reviewCount} reviews, ${product.stars.toFixed(1)} of 5`),
          el('ul', { class: 'reviews' }, ...product.reviews.map(review)),
        ),
      ),
    ],
  };
}

function review({ stars, text }) {
  return el(
    'li',
    {},
    el('span', { class: 'stars', role: 'img', 'aria-label': `${stars} of 5 stars` }, '★'.repeat(stars)),
    el('div', {}, text),
  );
}

async function addOne(product, button, shell) {
  button.disabled = true;
  try {
    const { lines } = await loadCart();
    const before = lines.find((line) => line.sku === product.sku)?.quantity ?? 0;
    await setQuantity(product.sku, before + 1);
    shell.say(`${product.name} is in your cart.`);
    await shell.countCart();
  } catch (error) {
    shell.say(error.message);
  } finally {
    button.disabled = false;
  }
}

import { el, money, tile } from './elements.js';
import { ask, forgetCart, loadCart, setQuantity } from './shop-api.js';

const CARDS = [
  ['tok_visa', 'Visa ·· 4242'],
  ['tok_3ds', 'Mastercard ·· 3220 (asks your bank first)'],
  ['tok_declined', 'Visa ·· 0002 (declined)'],
  ['tok_silent', 'Visa ·· 0119 (the bank never answers)'],
];

/** The cart and the checkout beside it. */
export async function cartView({ shell }) {
  const cart = await loadCart();
  if (cart.lines.length === 0) {
    const nodes = [
      el('h1', {}, 'Your cart'),
      el('p', { class: 'lead' }, 'It is empty. '),
      el('a', { href: '/' }, 'See what we have'),
    ];
    return { title: 'Your cart', nodes };
  }
  return {
    title: 'Your cart',
    nodes: [
      el('h1', {}, 'Your cart'),
      el(
        'div',
        { class: 'checkout' },
        el('ul', { class: 'lines' }, ...cart.lines.map((line) => lineItem(line, shell))),
        checkout(cart, shell),
      ),
    ],
  };
}

function lineItem(line, shell) {
  const change = async (event) => {
    try {
      await setQuantity(line.sku, Math.max(0, Math.min(20, Math.round(Number(event.target.value)))));
      await shell.countCart();
    } catch (error) {
      shell.say(error.message);
    }
    await shell.show();
  };
  const label = `How many ${line.name}`;
  return el(
    'li',
    {},
    tile(line.sku),
    el('a', { href: `/products/${line.sku}` }, line.name),
    el('input', { type: 'number', min: 0, max: 20, value: line.quantity, 'aria-label': label, onchange: change }),
    el('span', { class: 'amount' }, money(line.priceCents * line.quantity)),
  );
}

function checkout(cart, shell) {
  const sums = el('dl', { class: 'sums' });
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const voucher = el('input', { id: 'voucher', autocomplete: 'off', placeholder: 'WELCOME10' });
  const card = el('select', { id: 'card' }, ...CARDS.map(([value, name]) => el('option', { value }, name)));
  const pay = el('button', { type: 'submit', 'data-sightglass-name': 'pay' }, 'Pay');
  const explain = (error) => {
    problem.textContent = error.message;
    problem.hidden = false;
  };
  const code = () => voucher.value.trim() || undefined;

  const quote = async () => {
    problem.hidden = true;
    try {
      const query = code() === undefined ? '' : `?${new URLSearchParams({ voucher: code() })}`;
      showSums(sums, await ask(`/api/carts/${cart.id}/quote${query}`));
    } catch (error) {
      explain(error);
    }
  };

  const order = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    pay.disabled = true;
    try {
      const { id } = await ask(`/api/carts/${cart.id}/checkout`, {
        method: 'POST',
        body: { card: card.value, voucher: code() },
      });
      forgetCart();
      await shell.countCart();
      await shell.go(`/orders/${id}`);
    } catch (error) {
      explain(error);
      pay.disabled = false;
    }
  };

  void quote();
  return el(
    'form',
    { class: 'panel', onsubmit: order },
    el('h2', {}, 'Checkout'),
    el(
      'div',
      {},
      el('label', { for: 'voucher' }, 'Voucher'),
      el('div', { class: 'pair' }, voucher, el('button', { type: 'button', class: 'plain', onclick: quote }, 'Apply')),
    ),
    el('div', {}, el('label', { for: 'card' }, 'Card'), card),
    sums,
    problem,
    pay,
  );
}

function showSums(sums, quote) {
  const rows = [
    ['Goods', money(quote.goodsCents)],
    ...(quote.discountCents > 0 ? [['Voucher', `−${money(quote.discountCents)}`]] : []),
    ['Shipping', quote.shippingCents === 0 ? 'free' : money(quote.shippingCents)],
  ];
  sums.replaceChildren(
    ...rows.flatMap(([name, amount]) => [el('dt', {}, name), el('dd', {}, amount)]),
    el('dt', { class: 'total' }, 'Total'),
    el('dd', { class: 'total' }, money(quote.totalCents)),
  );
}

const STATES = {
  placed: 'Paid. We are packing it.',
  shipped: 'On its way.',
  held: 'On hold: somebody will write to you.',
};

/** What became of an order. */
export async function orderView({ params: [id], shell }) {
  const order = await ask(`/api/orders/${encodeURIComponent(id)}`);
  if (order.state === 'placed') setTimeout(() => shell.showAgain(`/orders/${id}`), 700);
  const goods = order.lines.map((line) =>
    el(
      'li',
      {},
      tile(line.sku),
      el('span', {}, line.name),
      el('span', {}, `× ${line.quantity}`),
      el('span', { class: 'amount' }, money(line.priceCents * line.quantity)),
    ),
  );
  const sums = el('dl', { class: 'sums' });
  showSums(sums, order);
  return {
    title: `Order ${order.id}`,
    nodes: [
      el('h1', {}, `Order ${order.id}`),
      el(
        'p',
        { class: 'lead', role: 'status' },
        `${STATES[order.state]}${order.note === null ? '' : ` (${order.note})`}`,
      ),
      el(
        'div',
        { class: 'checkout' },
        el('ul', { class: 'lines' }, ...goods),
        el('div', { class: 'panel' }, sums, el('a', { href: '/' }, 'Back to the shop')),
      ),
    ],
  };
}

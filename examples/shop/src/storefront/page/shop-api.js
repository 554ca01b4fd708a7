/** Asks the shop. Throws an error with the shop's own words when it says no. */
export async function ask(path, { method = 'GET', body } = {}) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const sorry = 'Something went wrong on our side. Please try again.';
  const error = new Error(response.status >= 500 ? sorry : (answer.message ?? sorry));
  error.status = response.status;
  throw error;
}

const KEY = 'harbour-cart';

/** The cart of this browser with its lines; empty when there is none, or the shop has forgotten it. */
export async function loadCart() {
  const id = localStorage.getItem(KEY);
  if (id === null) return { id: null, lines: [] };
  try {
    return await ask(`/api/carts/${id}`);
  } catch (error) {
    if (error.status !== 404) throw error;
    forgetCart();
    return { id: null, lines: [] };
  }
}

/** Sets how many of a product are in the cart; the first one makes the cart. */
export async function setQuantity(sku, quantity) {
  const { id } = await loadCart();
  const cart = id ?? (await ask('/api/carts', { method: 'POST' })).id;
  localStorage.setItem(KEY, cart);
  return ask(`/api/carts/${cart}/lines/${encodeURIComponent(sku)}`, { method: 'PUT', body: { quantity } });
}

/** After it was paid. */
export function forgetCart() {
  localStorage.removeItem(KEY);
}

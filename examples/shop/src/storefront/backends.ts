import { type Answer, callJson } from '../call.ts';
import type { ListedProduct } from '../catalogue/store.ts';
import type { OrderLine } from '../orders/pricing.ts';

/** What the services behind answer where they say no. */
interface Refusal {
  error: string;
  message: string;
}

interface ProductList {
  items: ListedProduct[];
}

export interface Basket {
  lines: OrderLine[];
  voucher?: string;
}

/** The services behind the storefront. Answers below 500 are handed on as they are; others throw `UpstreamError`. */
export interface Backends {
  products(category: string | undefined): Promise<Answer<ProductList>>;
  productsBySku(skus: readonly string[]): Promise<Answer<ProductList>>;
  product(sku: string): Promise<Answer<ListedProduct | Refusal>>;
  search(text: string): Promise<Answer<ProductList | Refusal>>;
  quote(basket: Basket): Promise<Answer<object>>;
  order(basket: Basket & { card: string }): Promise<Answer<{ id: string } | Refusal>>;
  findOrder(id: string): Promise<Answer<object>>;
  health(): Promise<Answer<object>[]>;
}

export function createBackends(catalogueUrl: string, ordersUrl: string): Backends {
  return {
    products(category) {
      const query = category === undefined ? '' : `?${queryOf({ category })}`;
      return callJson('catalogue', `${catalogueUrl}/products${query}`);
    },
    productsBySku(skus) {
      return callJson('catalogue', `${catalogueUrl}/products?${queryOf({ skus: skus.join(',') })}`);
    },
    product: (sku) => callJson('catalogue', `${catalogueUrl}/products/${encodeURIComponent(sku)}`),
    search: (text) => callJson('catalogue', `${catalogueUrl}/search?${queryOf({ q: text })}`),
    quote: (basket) => callJson('orders', `${ordersUrl}/quotes`, { method: 'POST', body: basket }),
    order: (basket) => callJson('orders', `${ordersUrl}/orders`, { method: 'POST', body: basket }),
    findOrder: (id) => callJson('orders', `${ordersUrl}/orders/${encodeURIComponent(id)}`),
    health() {
      return Promise.all([
        callJson<object>('catalogue', `${catalogueUrl}/healthz`),
        callJson<object>('orders', `${ordersUrl}/healthz`),
      ]);
    },
  };
}

function queryOf(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}

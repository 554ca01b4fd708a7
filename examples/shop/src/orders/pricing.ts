import { monitor } from '@sightglass/api';
import type { Voucher } from './vouchers.ts';

export interface OrderLine {
  sku: string;
  name: string;
  category: string;
  priceCents: number;
  /** Weight of one, in grams. */
  grams: number;
  quantity: number;
}

/** All amounts in cents; `totalCents` is what is paid. */
export interface Quote {
  goodsCents: number;
  discountCents: number;
  shippingCents: number;
  totalCents: number;
}

const SHIPPING_CENTS = 490;
const FREE_SHIPPING_FROM_CENTS = 6000;

/** Prices a basket. Shipping is free from 60 € of goods after the discount. */
export function priceBasket(lines: readonly OrderLine[], voucher?: Voucher): Quote {
  using _timer = monitor.timer('shop.pricing.duration', { 'shop.voucher': voucher !== undefined });
  const goodsCents = lines.reduce((sum, line) => sum + lineCents(line), 0);
  const discountCents = voucher === undefined ? 0 : discountOf(voucher, lines);
  const shippingCents = goodsCents - discountCents >= FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;
  return { goodsCents, discountCents, shippingCents, totalCents: goodsCents - discountCents + shippingCents };
}

function discountOf(voucher: Voucher, lines: readonly OrderLine[]): number {
  // Broken on purpose: the newsletter's voucher has no `only`, and this line throws.
  const reduced = lines.filter((line) => voucher.only.categories.includes(line.category));
  return Math.round((reduced.reduce((sum, line) => sum + lineCents(line), 0) * voucher.percent) / 100);
}

function lineCents(line: OrderLine): number {
  return line.priceCents * line.quantity;
}

import { describe, expect, it } from 'vitest';
import { type OrderLine, priceBasket } from './pricing.ts';
import { loadVouchers } from './vouchers.ts';

const mugs: OrderLine = { sku: 'mug', name: 'Mug', category: 'kitchen', priceCents: 1450, grams: 420, quantity: 2 };
const can: OrderLine = { sku: 'can', name: 'Can', category: 'garden', priceCents: 4700, grams: 1300, quantity: 1 };

describe('a basket', () => {
  it('costs its goods and the shipping', () => {
    expect(priceBasket([mugs])).toEqual({ goodsCents: 2900, discountCents: 0, shippingCents: 490, totalCents: 3390 });
  });

  it('is sent for nothing from 60 €', () => {
    expect(priceBasket([mugs, can])).toEqual({
      goodsCents: 7600,
      discountCents: 0,
      shippingCents: 0,
      totalCents: 7600,
    });
  });

  it('is reduced only by what the voucher is good for', () => {
    const quote = priceBasket([mugs, can], loadVouchers().get('GREEN20'));
    expect(quote).toEqual({ goodsCents: 7600, discountCents: 940, shippingCents: 0, totalCents: 6660 });
  });

  it('pays for shipping when the voucher takes it below 60 €', () => {
    const quote = priceBasket([{ ...can, quantity: 1, priceCents: 6200 }], loadVouchers().get('WELCOME10'));
    expect(quote).toEqual({ goodsCents: 6200, discountCents: 620, shippingCents: 490, totalCents: 6070 });
  });

  it('cannot be priced with the voucher of the newsletter, which is broken on purpose', () => {
    expect(() => priceBasket([mugs], loadVouchers().get('LETTER15'))).toThrow(TypeError);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { PRODUCTS, SOLD_OUT } from './products.ts';
import { openCatalogue } from './store.ts';

const store = openCatalogue(11);
afterAll(() => store.close());

const skus = (items: { sku: string }[]): string[] => items.map(({ sku }) => sku);

describe('the catalogue', () => {
  it('is the same for the same seed', () => {
    const again = openCatalogue(11);
    expect(again.list()).toEqual(store.list());
    again.close();
  });

  it('lists everything, or one category, in the order of the list', () => {
    expect(skus(store.list())).toEqual(skus([...PRODUCTS]));
    expect(skus(store.list('desk'))).toEqual(['clock-gull', 'tray-slate', 'notebook-log', 'pen-skiff']);
    expect(store.list('none')).toEqual([]);
  });

  it('picks products in the order asked for and leaves out unknown ones', () => {
    expect(skus(store.pickSkus(['pen-skiff', 'no-such', 'mug-tide']))).toEqual(['pen-skiff', 'mug-tide']);
  });

  it('counts the reviews that it keeps', () => {
    const total = store.list().reduce((sum, { reviewCount }) => sum + reviewCount, 0);
    expect(total).toBe(40_000);
    expect(store.reviews('mug-tide')).toHaveLength(3);
  });

  it('searches names by the beginning of a word, whatever the case', () => {
    expect(skus(store.searchNames('LAMP'))).toEqual(['lamp-buoy', 'lamp-lighthouse']);
    expect(skus(store.searchNames('li'))).toEqual(expect.arrayContaining(['lamp-lighthouse', 'lamp-clip']));
    expect(store.searchNames('amp')).toEqual([]);
    expect(store.searchNames("'; DROP TABLE product; --")).toEqual([]);
  });

  it('searches reviews for a word anywhere in them', () => {
    expect(store.searchReviews('grandmother')).toHaveLength(12);
    expect(store.searchReviews('submarine')).toEqual([]);
  });

  it('takes all of an order from the stock, or nothing', () => {
    const before = store.pickSkus(['mug-tide', SOLD_OUT]).map(({ stock }) => stock);
    expect(before[1]).toBe(0);
    expect(
      store.takeStock([
        { sku: 'mug-tide', quantity: 2 },
        { sku: SOLD_OUT, quantity: 1 },
      ]),
    ).toEqual([SOLD_OUT]);
    expect(store.pickSkus(['mug-tide'])[0]?.stock).toBe(before[0]);
    expect(store.takeStock([{ sku: 'mug-tide', quantity: 2 }])).toEqual([]);
    expect(store.pickSkus(['mug-tide'])[0]?.stock).toBe((before[0] ?? 0) - 2);
  });

  it('gets a delivery when the stock is low, but for what is made by hand', () => {
    const stock = store.pickSkus(['pen-skiff'])[0]?.stock ?? 0;
    expect(store.takeStock([{ sku: 'pen-skiff', quantity: stock }])).toEqual([]);
    expect(store.pickSkus(['pen-skiff', SOLD_OUT]).map(({ stock }) => stock)).toEqual([60, 0]);
  });
});

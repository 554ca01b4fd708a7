import { between, pick, type Random } from '../seeded.ts';
import { PRODUCTS } from './products.ts';

export interface Review {
  sku: string;
  /** 1 to 5. */
  stars: number;
  text: string;
}

const OPENINGS = [
  'Bought it as a gift and kept it',
  'Our second one',
  'Arrived a day early',
  'My grandmother had one like this',
  'I did not need it, and now I do',
  'Exactly as in the picture',
  'Heavier than I thought',
] as const;
const MIDDLES = [
  'the finish is lovely',
  'it wobbles a little on our old floor',
  'the colour is warmer than on the screen',
  'it has survived two moves and a toddler',
  'the box could be smaller',
  'friends ask where it is from',
] as const;
const ENDINGS = [
  'would buy it again',
  'four stars for the price',
  'no complaints so far',
  'thank you for the note in the parcel',
  'we use it every day',
] as const;

/** The same reviews for the same stream, spread over all products. */
export function* writeReviews(random: Random, count: number): Generator<Review> {
  for (let written = 0; written < count; written += 1) {
    const sku = PRODUCTS[between(random, 0, PRODUCTS.length - 1)]?.sku ?? '';
    const text = `${pick(random, OPENINGS)}; ${pick(random, MIDDLES)}, ${pick(random, ENDINGS)}.`;
    yield { sku, stars: 5 - Math.floor(random() ** 2 * 5), text };
  }
}

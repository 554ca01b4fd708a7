export interface Product {
  sku: string;
  name: string;
  category: string;
  priceCents: number;
  /** Weight with packaging, in grams. */
  grams: number;
  blurb: string;
}

function product(
  sku: string,
  name: string,
  category: string,
  priceCents: number,
  grams: number,
  blurb: string,
): Product {
  return { sku, name, category, priceCents, grams, blurb };
}

/** What the shop sells. */
export const PRODUCTS: readonly Product[] = [
  product('mug-tide', 'Tide mug', 'kitchen', 1450, 420, 'Stoneware, glazed in two blues that meet where the tea ends.'),
  product('kettle-dune', 'Dune kettle', 'kitchen', 6900, 1400, 'Pours without a drip and whistles a minor third.'),
  product('bowl-heron', 'Heron bowl', 'kitchen', 2300, 780, 'Wide enough for a salad, small enough for soup.'),
  product(
    'board-ash',
    'Ash bread board',
    'kitchen',
    3400,
    1250,
    'One piece of ash, oiled, with a groove for the crumbs.',
  ),
  product('knife-reed', 'Reed bread knife', 'kitchen', 4200, 310, 'A long blade that does not squash the loaf.'),
  product('lamp-buoy', 'Buoy lamp', 'lighting', 8900, 1900, 'A round light that cannot be knocked over.'),
  product(
    'lamp-lighthouse',
    'Lighthouse lamp',
    'lighting',
    12900,
    3200,
    'Turns once in twelve seconds. Hand-made, a few a year.',
  ),
  product('lamp-clip', 'Clip light', 'lighting', 2900, 450, 'Holds on to a shelf, a bed or a book.'),
  product('candle-salt', 'Salt candle', 'lighting', 1200, 350, 'Forty hours of warm light, no scent.'),
  product('lantern-quay', 'Quay lantern', 'lighting', 5400, 1600, 'Storm-proof, for the table or the boat.'),
  product('blanket-fjord', 'Fjord blanket', 'textiles', 9800, 1700, 'Lambswool, woven double, 130 by 200 cm.'),
  product('cushion-kelp', 'Kelp cushion', 'textiles', 3900, 600, 'Linen cover, filled with wool.'),
  product('towel-shore', 'Shore towel', 'textiles', 2600, 550, 'Dries you, then dries quickly.'),
  product('apron-loft', 'Loft apron', 'textiles', 3200, 400, 'Waxed cotton with a pocket where the hand looks for it.'),
  product('can-heath', 'Heath watering can', 'garden', 4700, 1300, 'Six litres and a rose that rains gently.'),
  product('trowel-elm', 'Elm trowel', 'garden', 1900, 340, 'Forged steel, elm handle, edges that stay.'),
  product(
    'planter-cove',
    'Cove planter',
    'garden',
    7600,
    14_500,
    'Frost-proof clay, 40 cm, heavy enough for the wind.',
  ),
  product('bench-pier', 'Pier bench', 'garden', 24_900, 18_900, 'Larch, for two people who like each other.'),
  product('clock-gull', 'Gull clock', 'desk', 5900, 700, 'Ticks so softly that you forget the time.'),
  product('tray-slate', 'Slate tray', 'desk', 2100, 900, 'For keys, coins and what is left of the day.'),
  product('notebook-log', 'Log notebook', 'desk', 1100, 260, '192 numbered pages that lie flat.'),
  product('pen-skiff', 'Skiff pen', 'desk', 2800, 60, 'Brass, turned from one rod; refills anywhere.'),
  product('stool-mole', 'Mole stool', 'furniture', 11_900, 4200, 'Three legs, never wobbles, stacks to the ceiling.'),
  product(
    'chair-harbour',
    'Harbour chair',
    'furniture',
    21_900,
    6800,
    'Bent beech and a woven seat, for long dinners.',
  ),
];

/** Made by hand, so seldom in stock: ordering it is refused. */
export const SOLD_OUT = 'lamp-lighthouse';

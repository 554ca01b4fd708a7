import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { between, createRandom } from '../seeded.ts';
import { tracedSql } from '../traced-sql.ts';
import { type Product, PRODUCTS, SOLD_OUT } from './products.ts';
import { type Review, writeReviews } from './reviews.ts';

/** A product as the shop shows it. */
export interface ListedProduct extends Product {
  stock: number;
  /** Mean of the reviews' stars, one decimal. */
  stars: number;
  reviewCount: number;
}

export interface StockLine {
  sku: string;
  quantity: number;
}

export interface CatalogueStore {
  list(category?: string): ListedProduct[];
  /** The known ones of `skus`, in their order. */
  pickSkus(skus: readonly string[]): ListedProduct[];
  /** The newest reviews of a product. */
  reviews(sku: string): Review[];
  /** Products whose name has a word that begins with `text`; by an index. */
  searchNames(text: string): ListedProduct[];
  /**
   * Products whose reviews mention `text`, most mentions first. Slow on purpose: nobody made an index on
   * `review.sku`, so that all reviews are read once for each product.
   */
  searchReviews(text: string): ListedProduct[];
  /** Pieces in stock by category. */
  stock(): { category: string; pieces: number }[];
  /** Takes everything or nothing. Returns what was short; empty when taken. */
  takeStock(lines: readonly StockLine[]): string[];
  close(): void;
}

/** Enough that the missing index costs about a tenth of a second. */
const REVIEW_COUNT = 40_000;
const LOW_STOCK = 10;
const DELIVERY = 60;

const SELECT_PRODUCT = `
  SELECT sku, name, category, price_cents, grams, blurb, stock, stars, review_count FROM product`;

/** Opens a database in memory, filled by `seed`. */
export function openCatalogue(seed: number): CatalogueStore {
  const db = new DatabaseSync(':memory:');
  createTables(db);
  fillTables(db, seed);
  const all = db.prepare(`${SELECT_PRODUCT} ORDER BY position`);
  const byCategory = db.prepare(`${SELECT_PRODUCT} WHERE category = ? ORDER BY position`);
  const bySku = db.prepare(`${SELECT_PRODUCT} WHERE sku = ?`);
  const newestReviews = db.prepare('SELECT sku, stars, text FROM review WHERE sku = ? ORDER BY id DESC LIMIT 3');
  const byWord = db.prepare(`${SELECT_PRODUCT}
    WHERE sku IN (SELECT sku FROM product_word WHERE word >= ? AND word < ?) ORDER BY position`);
  const byMention = db.prepare(`
    SELECT product.*, (
      SELECT count(*) FROM review WHERE review.sku = product.sku AND instr(lower(review.text), ?) > 0
    ) AS mentions FROM product WHERE mentions > 0 ORDER BY mentions DESC, position LIMIT 12`);
  const stock = db.prepare('SELECT category, sum(stock) AS pieces FROM product GROUP BY category');
  const take = db.prepare('UPDATE product SET stock = stock - ? WHERE sku = ? AND stock >= ?');
  const restock = db.prepare(
    `UPDATE product SET stock = stock + ${DELIVERY} WHERE stock < ${LOW_STOCK} AND sku <> '${SOLD_OUT}'`,
  );

  return {
    list(category) {
      return tracedSql('SELECT product', () =>
        (category === undefined ? all.all() : byCategory.all(category)).map(readProduct),
      );
    },
    pickSkus(skus) {
      return tracedSql('SELECT product', () =>
        skus.flatMap((sku) => {
          const row = bySku.get(sku);
          return row ? [readProduct(row)] : [];
        }),
      );
    },
    reviews(sku) {
      return tracedSql('SELECT review', () => newestReviews.all(sku).map(readReview));
    },
    searchNames(text) {
      const from = text.toLowerCase();
      return tracedSql('SELECT product_word product', () => byWord.all(from, `${from}\u{10ffff}`).map(readProduct));
    },
    searchReviews(text) {
      return tracedSql('SELECT review product', () => byMention.all(text.toLowerCase()).map(readProduct));
    },
    stock: () => stock.all().map((row) => ({ category: String(row['category']), pieces: Number(row['pieces']) })),
    takeStock(lines) {
      return tracedSql('UPDATE product', () => {
        db.exec('BEGIN');
        const short = lines.filter((line) => take.run(line.quantity, line.sku, line.quantity).changes === 0);
        db.exec(short.length === 0 ? 'COMMIT' : 'ROLLBACK');
        restock.run();
        return short.map((line) => line.sku);
      });
    },
    close: () => db.close(),
  };
}

function createTables(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE product (
      position INTEGER PRIMARY KEY,
      sku TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      category TEXT NOT NULL,
      price_cents INTEGER NOT NULL,
      grams INTEGER NOT NULL,
      blurb TEXT NOT NULL,
      stock INTEGER NOT NULL,
      stars REAL NOT NULL DEFAULT 0,
      review_count INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE product_word (word TEXT NOT NULL, sku TEXT NOT NULL, PRIMARY KEY (word, sku)) STRICT, WITHOUT ROWID;
    CREATE TABLE review (id INTEGER PRIMARY KEY, sku TEXT NOT NULL, stars INTEGER NOT NULL, text TEXT NOT NULL) STRICT`);
}

function fillTables(db: DatabaseSync, seed: number): void {
  const random = createRandom(seed);
  const insertProduct = db.prepare(`
    INSERT INTO product (sku, name, category, price_cents, grams, blurb, stock) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const insertWord = db.prepare('INSERT OR IGNORE INTO product_word (word, sku) VALUES (?, ?)');
  const insertReview = db.prepare('INSERT INTO review (sku, stars, text) VALUES (?, ?, ?)');
  db.exec('BEGIN');
  for (const { sku, name, category, priceCents, grams, blurb } of PRODUCTS) {
    const stock = sku === SOLD_OUT ? 0 : between(random, 20, 90);
    insertProduct.run(sku, name, category, priceCents, grams, blurb, stock);
    for (const word of [...name.toLowerCase().split(' '), category]) insertWord.run(word, sku);
  }
  for (const review of writeReviews(random, REVIEW_COUNT)) insertReview.run(review.sku, review.stars, review.text);
  db.exec(`
    UPDATE product SET stars = of.stars, review_count = of.count
      FROM (SELECT sku, round(avg(stars), 1) AS stars, count(*) AS count FROM review GROUP BY sku) AS of
      WHERE of.sku = product.sku;
    COMMIT`);
}

function readProduct(row: Record<string, SQLOutputValue>): ListedProduct {
  return {
    sku: String(row['sku']),
    name: String(row['name']),
    category: String(row['category']),
    priceCents: Number(row['price_cents']),
    grams: Number(row['grams']),
    blurb: String(row['blurb']),
    stock: Number(row['stock']),
    stars: Number(row['stars']),
    reviewCount: Number(row['review_count']),
  };
}

function readReview(row: Record<string, SQLOutputValue>): Review {
  return { sku: String(row['sku']), stars: Number(row['stars']), text: String(row['text']) };
}

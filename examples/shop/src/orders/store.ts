import { DatabaseSync } from 'node:sqlite';
import { tracedSql } from '../traced-sql.ts';
import type { OrderLine, Quote } from './pricing.ts';

export type OrderState = 'placed' | 'shipped' | 'held';

export interface Order extends Quote {
  id: string;
  state: OrderState;
  /** Why it is held, or the number of its parcel. */
  note: string | null;
  payment: string;
  lines: readonly OrderLine[];
}

export interface OrderStore {
  /** The number the next order gets. */
  nextId(): string;
  insert(order: Order): void;
  find(id: string): Order | undefined;
  /** The state it was in before; undefined when there is no such order. */
  setState(id: string, state: OrderState, note: string): OrderState | undefined;
  close(): void;
}

/** A demo runs for days: older orders are forgotten. */
const MOST_ORDERS = 20_000;
const FIRST_NUMBER = 10_001;

export function openOrders(): OrderStore {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE shop_order (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO shop_order (number, id, body) VALUES (?, ?, ?)');
  const forget = db.prepare('DELETE FROM shop_order WHERE number <= ?');
  const select = db.prepare('SELECT body FROM shop_order WHERE id = ?');
  const update = db.prepare('UPDATE shop_order SET body = ? WHERE id = ?');
  let next = FIRST_NUMBER;

  function find(id: string): Order | undefined {
    const row = tracedSql('SELECT shop_order', () => select.get(id));
    if (row === undefined) return undefined;
    const order: Order = JSON.parse(String(row['body']));
    return order;
  }

  return {
    nextId() {
      const id = `H-${next}`;
      next += 1;
      return id;
    },
    insert(order) {
      const number = Number(order.id.slice(2));
      tracedSql('INSERT shop_order', () => {
        insert.run(number, order.id, JSON.stringify(order));
        forget.run(number - MOST_ORDERS);
      });
    },
    find,
    setState(id, state, note) {
      const order = find(id);
      if (order === undefined) return undefined;
      tracedSql('UPDATE shop_order', () => update.run(JSON.stringify({ ...order, state, note }), id));
      return order.state;
    },
    close: () => db.close(),
  };
}

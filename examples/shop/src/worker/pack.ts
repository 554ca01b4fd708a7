import { monitor } from '@sightglass/api';
import type { Logger } from 'pino';
import { callJson } from '../call.ts';
import type { PackingJob } from '../orders/app.ts';

/** The carrier takes no parcel heavier than this. */
const HEAVIEST_PARCEL_GRAMS = 30_000;

export interface Addresses {
  catalogue: string;
  orders: string;
}

/** What is wrong with an order, not with the machinery: a person must look at it. */
export class HoldError extends Error {
  override readonly name = 'HoldError';
}

/**
 * Packs one order: takes its goods from the stock, weighs the parcel and notes the shipment. An order that cannot be
 * shipped is held and throws {@link HoldError}.
 */
export async function packOrder(job: PackingJob, addresses: Addresses, log: Logger): Promise<void> {
  let parcel: string;
  try {
    await takeStock(job, addresses.catalogue);
    parcel = label(job);
  } catch (error) {
    if (error instanceof HoldError) await noteShipment(job.order, 'held', error.message, addresses.orders);
    throw error;
  }
  await noteShipment(job.order, 'shipped', parcel, addresses.orders);
  monitor.increment('shop.parcels');
  log.info({ order: job.order, parcel }, 'order shipped');
}

async function takeStock(job: PackingJob, catalogueUrl: string): Promise<void> {
  const lines = job.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const answer = await callJson<{ message?: string }>('catalogue', `${catalogueUrl}/stock/take`, {
    method: 'POST',
    body: { lines },
  });
  if (answer.status !== 200) throw new HoldError(answer.body.message ?? `catalogue answered ${answer.status}`);
}

function label(job: PackingJob): string {
  const grams = job.lines.reduce((sum, line) => sum + line.grams * line.quantity, 0);
  monitor.histogram('shop.parcel.weight', grams / 1000);
  if (grams > HEAVIEST_PARCEL_GRAMS) throw new HoldError(`parcel of ${grams / 1000} kg; the carrier takes 30 kg`);
  return `C${job.order.slice(2)}-${grams}`;
}

async function noteShipment(order: string, state: 'shipped' | 'held', note: string, ordersUrl: string): Promise<void> {
  const answer = await callJson<object>('orders', `${ordersUrl}/orders/${encodeURIComponent(order)}/shipment`, {
    method: 'POST',
    body: { state, note },
  });
  if (answer.status !== 200) throw new Error(`orders answered ${answer.status} for the shipment of ${order}`);
}

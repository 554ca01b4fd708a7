import type { Sent } from './senders.ts';

/** Says in one line what was sent and what the server went through: the figures of a proof. */
export function tellFigures({ bodies, ...counts }: Sent, met: object): void {
  const made = Object.entries(bodies).map(([signal, numbers]) => `${numbers.size} bodies of ${signal}`);
  process.stdout.write(`${made.join(', ')}; ${JSON.stringify({ ...counts, ...met })}\n`);
}

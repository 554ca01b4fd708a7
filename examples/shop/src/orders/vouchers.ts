/** A voucher as the marketing tool exports it. */
export interface Voucher {
  code: string;
  /** Off the goods it is good for, in percent. */
  percent: number;
  /** What it is good for. */
  only: { categories: readonly string[] };
}

/** The file that the marketing tool wrote. The newsletter's voucher came from its new form, which leaves `only` out. */
const EXPORTED = `[
  { "code": "WELCOME10", "percent": 10, "only": { "categories": ["kitchen", "lighting", "textiles", "garden", "desk", "furniture"] } },
  { "code": "GREEN20", "percent": 20, "only": { "categories": ["garden"] } },
  { "code": "LETTER15", "percent": 15 }
]`;

/** The known vouchers by code. */
export function loadVouchers(): ReadonlyMap<string, Voucher> {
  const vouchers: Voucher[] = JSON.parse(EXPORTED);
  return new Map(vouchers.map((voucher) => [voucher.code, voucher]));
}

/** How much a span may hold; what comes beyond is dropped and counted on the span. */
export interface SpanLimits {
  /** @defaultValue 128 */
  readonly attributeCountLimit: number;
  /** Characters of a text, bytes of a byte array; 0 or less means no limit. @defaultValue Infinity */
  readonly attributeValueLengthLimit: number;
  /** @defaultValue 128 */
  readonly eventCountLimit: number;
  /** @defaultValue 128 */
  readonly linkCountLimit: number;
  /** @defaultValue 128 */
  readonly attributePerEventCountLimit: number;
  /** @defaultValue 128 */
  readonly attributePerLinkCountLimit: number;
}

const DEFAULTS: SpanLimits = Object.freeze({
  attributeCountLimit: 128,
  attributeValueLengthLimit: Infinity,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
});

export function resolveSpanLimits(given: Partial<SpanLimits> = {}): SpanLimits {
  const limits = { ...DEFAULTS, ...given };
  const isLimit = limits.attributeValueLengthLimit > 0;
  return isLimit ? limits : { ...limits, attributeValueLengthLimit: Infinity };
}

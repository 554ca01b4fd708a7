/**
 * An entry of the Performance API, with what vitals are made of; its type says which of it there is.
 * https://w3c.github.io/event-timing/, https://wicg.github.io/layout-instability/, https://w3c.github.io/largest-contentful-paint/,
 * https://wicg.github.io/soft-navigations/
 */
export interface Entry extends PerformanceEntry {
  /** Of events, paints of a soft navigation, and soft navigations. */
  readonly interactionId?: number;
  /** Of events. */
  readonly processingStart?: number;
  readonly processingEnd?: number;
  readonly target?: Node | null;
  readonly targetSelector?: string;
  /** Of shifts. */
  readonly value?: number;
  readonly hadRecentInput?: boolean;
  readonly sources?: readonly { readonly node: Node | null }[];
  /** Of largest paints. */
  readonly element?: Node | null;
  readonly id?: string;
  readonly url?: string;
  readonly renderTime?: number;
  /** Of the navigation, and of resources. */
  readonly workerStart?: number;
  readonly fetchStart?: number;
  readonly domainLookupStart?: number;
  readonly connectStart?: number;
  readonly connectEnd?: number;
  readonly requestStart?: number;
  readonly responseStart?: number;
  readonly responseEnd?: number;
  /** Of soft navigations, and of their paints. */
  readonly presentationTime?: number;
  readonly paintTime?: number;
  readonly largestContentfulPaint?: Entry | null;
  getLargestInteractionContentfulPaint?(): Entry | null;
}

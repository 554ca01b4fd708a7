/** What browsers tell besides. https://wicg.github.io/nav-speculation/prerendering.html#performance-navigation-timing-extension */
export type LoadTiming = PerformanceNavigationTiming & { readonly activationStart?: number };

/** What the browser measured of the load of this page. */
export function loadEntry(): LoadTiming | undefined {
  return performance.getEntriesByType('navigation').find((entry) => entry instanceof PerformanceNavigationTiming);
}

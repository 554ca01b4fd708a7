/**
 * The clock of the page, which does not follow one that is set back: records, and what their attempts say of the time, would no longer
 * fit together. It does follow one that is set forward, or that went on while the machine slept. Milliseconds since the Unix epoch.
 */
export function createClock(): () => number {
  let origin = -Infinity;
  return () => {
    const page = performance.now();
    origin = Math.max(origin, Date.now() - page);
    return origin + page;
  };
}

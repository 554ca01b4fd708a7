/**
 * For pages, before their own scripts: a clock on the wall that is wrong by as many hours as `window.name` says when a page is loaded; it
 * keeps its name over a reload. As with a real clock, `performance.now()` and timers do not follow.
 */
export const CLOCK = `{
  const shiftMs = Number(window.name) * 3_600_000;
  globalThis.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(Date.now()) : super(...given) }
    static now() { return super.now() + shiftMs }
  };
}`;

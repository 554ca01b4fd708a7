/**
 * For pages, before their own scripts: a clock on the wall that can be set, hours from the right time. It stays set over a reload, and until
 * it is set, it is right. As with a real one, `performance.now()` and timers do not follow.
 */
export const CLOCK = `
  globalThis.setClock = (hours) => void (window.name = String(hours));
  globalThis.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(Date.now()) : super(...given) }
    static now() { return super.now() + Number(window.name) * 3_600_000 }
  };`;

/**
 * What stands in a page itself, before everything else, where the SDK shall load without anybody waiting for it: keeps calls, errors, rejections
 * and resources that do not load until it is there, at most 100 of each. `src` is the address of `sightglass.js`, the rest are options of `start`.
 * Written for any browser, and small: its one-letter names are read in `take-over.ts`.
 */
export default function snippet({ src, ...o }: { readonly src: string; readonly [option: string]: unknown }): void {
  const q: unknown[] = [];
  const e: unknown[] = [];
  const keep = (list: unknown[], item: unknown): void => {
    if (list.length < 100) list.push(item);
    else g.d++;
  };
  const listen = (event: Event): void => keep(e, event);
  const g: Record<string, unknown> & { d: number } = {
    o,
    q,
    e,
    d: 0,
    x() {
      removeEventListener('error', listen, true);
      removeEventListener('unhandledrejection', listen);
    },
  };
  const names =
    'start captureException captureMessage addBreadcrumb setTag setContext setFingerprint setUser setRoute setAttributes setConsent';
  for (const name of names.split(' ')) g[name] = (...given: unknown[]) => keep(q, [name, given]);
  Object.assign(globalThis, { sightglass: g });
  addEventListener('error', listen, true);
  addEventListener('unhandledrejection', listen);
  const script = document.createElement('script');
  script.src = src;
  script.async = true;
  script.nonce = document.currentScript?.nonce ?? '';
  document.head.append(script);
}

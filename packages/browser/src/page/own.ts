/** Whether an address is where a client for `endpoint` sends to. */
export function createIsOwn(endpoint: string): (url: string) => boolean {
  const { origin, pathname } = new URL(endpoint, location.href);
  const base = `${origin + pathname.replace(/\/+$/, '')}/v1/`;
  return (url) => url.startsWith(base) && /^(traces|logs|metrics)(\?|$)/.test(url.slice(base.length));
}

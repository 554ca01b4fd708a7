/** Whether an address is where a client for `endpoint` sends to. */
export function createIsOwn(endpoint: string): (url: string) => boolean {
  const base = new URL(endpoint, location.href).href.replace(/\/*(?:[?#].*)?$/, '/v1/');
  return (url) => url.startsWith(base) && /^(?:traces|logs|metrics)(?:$|\?)/.test(url.slice(base.length));
}

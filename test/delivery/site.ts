import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server with a page for each of some scripts. */
export interface Site {
  /** Address of the page of a script, with what the script reads from the fragment. */
  page(name: string, options?: object): string;
  /** A page of another site, on which nothing happens. */
  readonly elsewhere: string;
  /** A page that shows another one in a frame which has no origin, and so no storage. */
  framed(address: string): string;
  readonly close: () => Promise<void>;
}

/** Starts one. @param scripts their code by name */
export async function startSite(scripts: ReadonlyMap<string, string>): Promise<Site> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://site');
    const [, name = '', type] = /^\/(\w+)(\.js)?$/.exec(pathname) ?? [];
    const code = scripts.get(name);
    if (type !== undefined && code !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    } else {
      const script = code === undefined ? '' : `<script src="/${name}.js"></script>`;
      const framed = searchParams.get('framed');
      const frame = framed === null ? '' : `<iframe sandbox="allow-scripts" src="${framed}"></iframe>`;
      const page = `<!doctype html><link rel="icon" href="data:,"><title>${name}</title>${frame}${script}`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    page: (name, options) =>
      `http://127.0.0.1:${port}/${name}${options === undefined ? '' : `#${encodeURIComponent(JSON.stringify(options))}`}`,
    elsewhere: `http://localhost:${port}/elsewhere`,
    framed: (address) => `http://localhost:${port}/around?framed=${encodeURIComponent(address)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

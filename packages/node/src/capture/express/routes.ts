/** What a layer was mounted or matched with. */
export type Pattern = string | RegExp | number | undefined;

/**
 * The routes of one request, put together from the layers that it passes. `baseUrl` holds what the address really says
 * (`/shops/5`); this remembers the pattern behind each (`/shops/:shop`).
 */
export interface Routes {
  /** A layer that everything below a path passes. @returns its route; undefined for one that sees every request */
  mounted(baseUrl: string, pattern: Pattern): string | undefined;
  /** A route with its handlers. */
  matched(baseUrl: string, pattern: Pattern): string;
}

export function createRoutes(): Routes {
  const patterns = new Map<string, string>();

  const patternOf = (baseUrl: string): string => {
    if (baseUrl === '') return '';
    return patterns.get(baseUrl) ?? baseUrl;
  };

  /** What stood before this mount: the longest base known that leaves as many segments as the pattern has. */
  const aboveOf = (baseUrl: string, pattern: string): string => {
    const above = [...patterns.keys(), ''].filter((base) => base.length < baseUrl.length && baseUrl.startsWith(base));
    above.sort((one, other) => other.length - one.length);
    const segments = segmentsOf(pattern);
    const fitting = above.find((base) => segmentsOf(baseUrl.slice(base.length)) === segments);
    return patternOf(fitting ?? above[0] ?? '');
  };

  return {
    mounted(baseUrl, pattern) {
      const text = textOf(pattern);
      if (text !== '') patterns.set(baseUrl, joined(aboveOf(baseUrl, text), text));
      const route = patternOf(baseUrl);
      return route === '' ? undefined : route;
    },
    matched(baseUrl, pattern) {
      return joined(patternOf(baseUrl), textOf(pattern)) || '/';
    },
  };
}

/** `/` matches everything below it, and says nothing. */
function textOf(pattern: Pattern): string {
  const text = pattern === undefined ? '' : String(pattern);
  return text === '/' ? '' : text;
}

function joined(above: string, below: string): string {
  return (above + below).replaceAll(/\/{2,}/g, '/');
}

function segmentsOf(path: string): number {
  return path.split('/').filter(Boolean).length;
}

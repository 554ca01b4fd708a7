// What is opened and never closed lasts to the end, as in a browser: so a pattern never looks at the same text twice.
const STRING = String.raw`"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?`;
const ADDRESS = String.raw`url\(\s*(${STRING}|[^)]*)\s*\)?`;

/** Comments, addresses, imports by address, and what may put text on the page: `content`, and custom properties, which it may take it from. */
const PARTS = new RegExp(
  String.raw`\/\*[\s\S]*?(?:\*\/|$)|${ADDRESS}|(@import\s+)(${STRING})|((?:content|quotes|--[\w-]{1,80})\s*:)((?:${STRING}|[^;}"'])*)`,
  'gi',
);
const IN_VALUE = new RegExp(`${ADDRESS}|${STRING}`, 'gi');

/** Where the recorder parts the text of one sheet that stood in several nodes. */
const SPLIT = '/* rr_split */';

/** Letters and digits; not what icon fonts use, nor its escapes. */
const READABLE = /\\[\da-f]{4,6}|[\p{L}\p{N}]/giu;

/**
 * A style sheet, rule or declaration without what is nobody's business: the text that it puts on the page, comments, addresses' secrets.
 *
 * @param redact for one address
 */
export function maskCss(css: string, redact: (url: string) => string): string {
  if (!/["'(]|\/\*/.test(css)) return css;
  const address = (text: string): string => `"${redact(text.replaceAll(/^["']|["'\s]+$/g, ''))}"`;
  const inValue = (found: string, url: string | undefined): string =>
    url === undefined ? found.replaceAll(READABLE, (char) => (char.length > 2 ? char : '*')) : `url(${address(url)})`;
  return css.replaceAll(PARTS, (whole: string, ...groups: (string | undefined)[]) => {
    const [url, atImport, imported, property, value] = groups;
    if (url !== undefined) return `url(${address(url)})`;
    if (imported !== undefined) return `${atImport}${address(imported)}`;
    if (value === undefined) return whole === SPLIT ? whole : '';
    return `${property}${value.replaceAll(IN_VALUE, inValue)}`;
  });
}

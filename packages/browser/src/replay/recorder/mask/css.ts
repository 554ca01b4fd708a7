const STRING = String.raw`"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'`;

/** Comments, addresses, imports by address, and what may put text on the page: `content`, and custom properties, which it may take it from. */
const PARTS = new RegExp(
  String.raw`\/\*[\s\S]*?\*\/|url\(\s*(${STRING}|[^)]*?)\s*\)|(@import\s+)(${STRING})|((?:content|quotes|--[\w-]+)\s*:)((?:${STRING}|[^;}"'])*)`,
  'gi',
);
const STRINGS = new RegExp(STRING, 'g');

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
  const address = (text: string): string => `"${redact(text.replaceAll(/^["']|["']$/g, ''))}"`;
  return css.replaceAll(PARTS, (whole: string, ...groups: (string | undefined)[]) => {
    const [url, atImport, imported, property, value] = groups;
    if (url !== undefined) return `url(${address(url)})`;
    if (imported !== undefined) return `${atImport}${address(imported)}`;
    if (value === undefined) return whole === SPLIT ? whole : '';
    return `${property}${maskCss(value.replaceAll(STRINGS, maskString), redact)}`;
  });
}

function maskString(text: string): string {
  return text.replaceAll(READABLE, (found) => (found.length > 2 ? found : '*'));
}

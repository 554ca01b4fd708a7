// What SQL is made of, as far as masking needs it: dollar quotes, E'' texts with backslashes, texts, quoted names, comments,
// words and parameters, numbers. Lexical rules: https://www.postgresql.org/docs/15/sql-syntax-lexical.html
const PIECES = new RegExp(
  [
    /(\$(?:[a-z_][a-z_\d]*)?\$)[\s\S]*?(?:\1|$)/u,
    /(?<![\p{L}\p{N}_])e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/u,
    /'(?:[^']|'')*(?:'|$)/u,
    /"(?:[^"]|"")*(?:"|$)/u,
    /--[^\n]*/u,
    /\/\*[\s\S]*?(?:\*\/|$)/u,
    /[$:@]?[\p{L}_][\p{L}\p{N}_$]*/u,
    /\$\d+/u,
    /\d[\p{L}\p{N}_.]*(?:(?<=e)[+-]\d+)?/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

/** Longest statement that is looked at, in characters; what follows is cut. */
const MAX_CHARS = 16 * 1024;

/**
 * The text of a query with `?` for every literal: texts, numbers, dollar quotes. Names, parameters (`$1`, `:id`) and
 * keywords stay; comments go, they may hold anything.
 */
export function maskSqlLiterals(text: string): string {
  return text.slice(0, MAX_CHARS).replaceAll(PIECES, (piece: string, dollarQuote: string | undefined) => {
    if (dollarQuote !== undefined || /^(?:'|e'|\d)/i.test(piece)) return '?';
    return piece.startsWith('--') || piece.startsWith('/*') ? '' : piece;
  });
}

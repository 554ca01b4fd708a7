/**
 * A formula over the queries of the page: their letters, numbers, `+ - * /`, a sign and parentheses.
 *
 *     sum     = product { ("+" | "-") product }
 *     product = signed { ("*" | "/") signed }
 *     signed  = [ "-" ] signed | letter | number | "(" sum ")"
 */

export type Operator = '+' | '-' | '*' | '/';

export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'query'; readonly letter: string }
  | { readonly kind: 'negative'; readonly of: Formula }
  | { readonly kind: 'pair'; readonly operator: Operator; readonly left: Formula; readonly right: Formula };

/** A formula that cannot be read, in words for its writer. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
}

const TOKEN = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|([A-Za-z])(?![\w.])|([-+*/()]))/y;
/** A formula of a page is short; a text made to nest deeply must not exhaust the stack. */
const LONGEST = 200;

/** Reads a formula. @throws {@link FormulaError} that says what is wrong where. */
export function parseFormula(text: string): Formula {
  if (text.length > LONGEST) throw new FormulaError(`A formula has at most ${LONGEST} characters.`);
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (...wanted: string[]): string | undefined => {
    const token = peek();
    if (token === undefined || !wanted.includes(token)) return undefined;
    at += 1;
    return token;
  };
  const chain = (operand: () => Formula, ...operators: Operator[]): Formula => {
    let left = operand();
    for (;;) {
      const taken = take(...operators);
      const operator = operators.find((known) => known === taken);
      if (operator === undefined) return left;
      left = { kind: 'pair', operator, left, right: operand() };
    }
  };
  const sum = (): Formula => chain(product, '+', '-');
  const product = (): Formula => chain(signed, '*', '/');
  const signed = (): Formula => {
    if (take('-') !== undefined) return { kind: 'negative', of: signed() };
    if (take('(') !== undefined) {
      const inner = sum();
      if (take(')') === undefined) throw new FormulaError('A parenthesis is not closed.');
      return inner;
    }
    return operandOf(tokens[at++]);
  };
  const formula = sum();
  const rest = peek();
  if (rest !== undefined) throw new FormulaError(`“${rest}” is not expected where it stands.`);
  return formula;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new FormulaError(
        `“${text.slice(from, end).trim()}” is no letter of a query, number, + - * / or parenthesis.`,
      );
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

function operandOf(token: string | undefined): Formula {
  if (token === undefined) throw new FormulaError('A letter of a query or a number is missing at the end.');
  if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
  if (/^[a-z]$/i.test(token)) return { kind: 'query', letter: token.toLowerCase() };
  throw new FormulaError(`A letter of a query or a number is missing before “${token}”.`);
}

/** The letters that a formula reads, each once. */
export function lettersOf(formula: Formula): string[] {
  switch (formula.kind) {
    case 'number':
      return [];
    case 'query':
      return [formula.letter];
    case 'negative':
      return lettersOf(formula.of);
    default:
      return [...new Set([...lettersOf(formula.left), ...lettersOf(formula.right)])];
  }
}

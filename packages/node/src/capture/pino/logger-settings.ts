/** What of a logger's settings says how a line comes about. pino keeps them under symbols, each copy of it under its own. */
interface Symbols {
  readonly bindings: symbol;
  readonly messageKey: symbol;
  readonly errorKey: symbol;
  readonly nestedKey: symbol;
  readonly stringifiers: symbol;
}

const DESCRIPTIONS: Readonly<Record<keyof Symbols, string>> = {
  bindings: 'pino.chindings',
  messageKey: 'pino.messageKey',
  errorKey: 'pino.errorKey',
  nestedKey: 'pino.nestedKey',
  stringifiers: 'pino.stringifiers',
};
const SERIALIZERS = Symbol.for('pino.serializers');
const FORMATTERS = Symbol.for('pino.formatters');
const MAX_COPIES = 4;
const copies: Symbols[] = [];

/** The settings of a logger, its own and those that it inherits. Undefined for what is no logger that we know. */
export interface LoggerSettings {
  readonly messageKey: string;
  readonly errorKey: string;
  /** What the logger is bound to, as it stands in its lines: `,"part":"cart"`. */
  readonly bindings: string;
  /** Whether fields are printed as they are given: nothing redacts, formats or nests them. */
  readonly isPlain: boolean;
  /** What makes another value of a field, by the field's name. */
  readonly serializers: Readonly<Record<string, unknown>>;
}

export function settingsOf(logger: object): LoggerSettings | undefined {
  const symbols = symbolsOf(logger);
  if (symbols === undefined) return undefined;
  const stringifiers: unknown = Reflect.get(logger, symbols.stringifiers);
  const formatters: unknown = Reflect.get(logger, FORMATTERS);
  const serializers: unknown = Reflect.get(logger, SERIALIZERS);
  const isKnown = isObject(stringifiers) && isObject(formatters) && isObject(serializers);
  return {
    messageKey: text(logger, symbols.messageKey, 'msg'),
    errorKey: text(logger, symbols.errorKey, 'err'),
    bindings: text(logger, symbols.bindings, ''),
    isPlain:
      isKnown &&
      formatters['log'] === undefined &&
      text(logger, symbols.nestedKey, '') === '' &&
      // Redaction of one field goes by its name, of all of them by a symbol.
      Reflect.ownKeys(stringifiers).every((key) => stringifiers[key] === undefined),
    serializers: isObject(serializers) ? serializers : {},
  };
}

/** Under which symbol the logger keeps what it is bound to. */
export function bindingsSymbolOf(logger: object): symbol | undefined {
  return symbolsOf(logger)?.bindings;
}

function symbolsOf(logger: object): Symbols | undefined {
  for (const symbols of copies) if (symbols.bindings in logger) return symbols;
  const found = new Map<string | undefined, symbol>();
  for (let at: object | null = logger; at !== null; at = Reflect.getPrototypeOf(at)) {
    for (const symbol of Object.getOwnPropertySymbols(at)) found.set(symbol.description, symbol);
  }
  const bindings = found.get(DESCRIPTIONS.bindings);
  if (bindings === undefined) return undefined;
  const symbolOf = (name: keyof Symbols): symbol => found.get(DESCRIPTIONS[name]) ?? Symbol(DESCRIPTIONS[name]);
  const symbols: Symbols = {
    bindings,
    messageKey: symbolOf('messageKey'),
    errorKey: symbolOf('errorKey'),
    nestedKey: symbolOf('nestedKey'),
    stringifiers: symbolOf('stringifiers'),
  };
  if (copies.length < MAX_COPIES) copies.push(symbols);
  return symbols;
}

function text(logger: object, symbol: symbol, otherwise: string): string {
  const value: unknown = Reflect.get(logger, symbol);
  return typeof value === 'string' ? value : otherwise;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

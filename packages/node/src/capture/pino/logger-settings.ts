/** What a logger of pino calls the text and the error of a line. */
export interface LoggerSettings {
  readonly messageKey: string;
  readonly errorKey: string;
}

const known = new WeakMap<object, LoggerSettings>();

export function settingsOf(logger: object): LoggerSettings {
  let settings = known.get(logger);
  if (settings === undefined) {
    settings = {
      messageKey: text(logger, 'pino.messageKey', 'msg'),
      errorKey: text(logger, 'pino.errorKey', 'err'),
    };
    known.set(logger, settings);
  }
  return settings;
}

function text(logger: object, description: string, otherwise: string): string {
  const symbol = symbolIn(logger, description);
  const value: unknown = symbol === undefined ? undefined : Reflect.get(logger, symbol);
  return typeof value === 'string' ? value : otherwise;
}

/** pino keeps its settings under symbols of its own, each copy of it others; loggers made from another one inherit them. */
export function symbolIn(logger: object, description: string): symbol | undefined {
  for (let at: object | null = logger; at !== null; at = Reflect.getPrototypeOf(at)) {
    const found = Object.getOwnPropertySymbols(at).find((symbol) => symbol.description === description);
    if (found !== undefined) return found;
  }
  return undefined;
}

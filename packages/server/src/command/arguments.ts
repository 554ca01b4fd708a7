import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { messageOf, ServerError } from '../errors.ts';

/** What may stand in a command line, as values of one or several texts, or flags. */
export interface Arguments {
  readonly words: readonly string[];
  /** The value of an option that may be given once. */
  text(name: string): string | undefined;
  /** The values of one that may be given again. */
  texts(name: string): readonly string[];
  isSet(flag: string): boolean;
}

/**
 * Reads a command line.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function readArguments(given: readonly string[], options: ParseArgsOptionsConfig, hasWords: boolean): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: hasWords });
    const texts = (name: string): string[] => [values[name] ?? []].flat().filter((value) => typeof value === 'string');
    return { words: positionals, text: (name) => texts(name)[0], texts, isSet: (flag) => values[flag] === true };
  } catch (error) {
    const [sentence = ''] = messageOf(error).split('. ');
    throw new ServerError('SIGHTGLASS_BAD_OPTION', sentence.replaceAll('\n', ' '), {
      remedy: 'see --help',
      cause: error,
    });
  }
}

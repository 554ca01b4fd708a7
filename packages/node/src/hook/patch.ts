/** How Node, or a bundler, compiles a file. */
export type ModuleFormat = 'commonjs' | 'module';

/**
 * A change to the source of one file of a library that publishes on no channel by itself, so that it does. Made where Node
 * loads the file, or where a bundler reads it.
 */
export interface Patch {
  /** Name of the package, `pg`. */
  readonly module: string;
  /**
   * Versions of the package that the patch knows, `>=8.0.3 <9`: comparators joined by spaces, alternatives by `||`. Any other
   * version is left as it is.
   */
  readonly versions: string;
  /** Path of the file inside the package, `lib/client.js`, with `/` on every system. */
  readonly file: string | RegExp;
  /**
   * The new source; undefined leaves the file as it is. Pure: it runs in bundlers too, where there is no agent. Lines keep
   * their numbers: what is added stands on the last line or behind it.
   */
  transform(source: string, format: ModuleFormat): string | undefined;
}

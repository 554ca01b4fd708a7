/** A place in a file. */
export interface StackPlace {
  /** Name of the function around it, where it has one. */
  readonly function?: string;
  /** As the engine writes it: a URL, a path, or what a bundler or `sourceURL` named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

/** One call of a stack. What the engine does not say is absent. */
export interface StackFrame {
  /**
   * Name of the function as the engine writes it, without `new`, `async`, arguments and alias. Absent for functions without a name and
   * for code outside of functions.
   */
  readonly function?: string;
  /** Name by which it was called where it is another: V8's `[as name]`. */
  readonly alias?: string;
  /** As the engine writes it: a URL, a path, or what a bundler or `sourceURL` named. Absent for code of the engine itself. */
  readonly file?: string;
  /** From 1. In code made by `eval`: the line in that code. */
  readonly line?: number;
  /** From 1, in UTF-16 units of the line. With `isBytecode`: the offset in the bytecode, from 0. */
  readonly column?: number;
  /** The call was awaited: it stands in the stack although it had returned. */
  readonly isAsync?: true;
  /** The function was called with `new`. Only V8 says so. */
  readonly isConstructor?: true;
  /** Code of the engine itself, such as `Array.map`. */
  readonly isNative?: true;
  /** Code made while the program ran: by `eval`, by `new Function`, in Gecko also as the text of a script element. */
  readonly isEval?: true;
  /** Where that code was made; of nested ones the outermost, which is the one that stands in a file. */
  readonly evalOrigin?: StackPlace;
  /** WebAssembly: index of the function, and offset in bytes from the start of the module. */
  readonly wasm?: { readonly functionIndex?: number; readonly offset?: number };
  /** Hermes without debug information: `column` is an offset in the bytecode of segment `line`. */
  readonly isBytecode?: true;
}

/** A frame while it is read. */
export type FrameDraft = { -readonly [Key in keyof StackFrame]: StackFrame[Key] };

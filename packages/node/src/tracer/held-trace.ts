import { SpanStatusCode } from '@opentelemetry/api';
import type { RecordedSpan } from './recorded-span.ts';

/** Most spans of one trace that wait for its end; later ones are given up. */
const MAX_HELD = 1000;

/** Decides over the local part of a trace when it is over. `hasError`: one of its spans has the status ERROR. */
export type KeepsLate = (root: RecordedSpan, hasError: boolean) => boolean;

/**
 * The spans of the local part of a trace that nothing has decided to keep: they wait until its root ends, because only then
 * it is known whether something failed or took long.
 */
export class HeldTrace {
  readonly #keepsLate: KeepsLate;
  #waiting: { readonly span: RecordedSpan; readonly write: () => void }[] = [];
  #hasError = false;
  /** Undefined until the root has ended. */
  #isKept: boolean | undefined;

  constructor(keepsLate: KeepsLate) {
    this.#keepsLate = keepsLate;
  }

  /**
   * Takes a span that has ended, with all that it holds.
   *
   * @param write called now or later if the span is kept, and has it forgotten; not at all otherwise
   * @param onDrop called if the span does not fit
   */
  take(span: RecordedSpan, write: () => void, onDrop: () => void): void {
    if (this.#isKept !== undefined) {
      if (this.#isKept) write();
      else span.forget();
      return;
    }
    this.#hasError ||= span.status.code === SpanStatusCode.ERROR;
    const isRoot = span.parent === undefined || span.parent.isRemote;
    if (isRoot || this.#waiting.length < MAX_HELD) {
      this.#waiting.push({ span, write });
    } else {
      onDrop();
      span.forget();
    }
    if (isRoot) this.#decide(span);
  }

  #decide(root: RecordedSpan): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isKept = this.#keepsLate(root, this.#hasError);
    for (const { span, write } of waiting) {
      if (this.#isKept) write();
      else span.forget();
    }
  }
}

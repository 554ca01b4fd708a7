/** What the keys do that walk along the lines. */
import type { LogLine } from '../log-line.ts';
import { isError, severityOf } from '../severity.ts';

const PAGE_ROWS = 20;

interface Walk {
  readonly lines: readonly LogLine[];
  readonly cursorAt: number;
  readonly openAt: number;
  readonly moveTo: (at: number) => void;
  readonly open: (at: number, isOpen: boolean) => void;
  readonly close: () => void;
}

/** The act of each key, by its name in `KeyboardEvent.key`. */
export function keyActions({ lines, cursorAt, openAt, moveTo, open, close }: Walk): Record<string, () => void> {
  const down = (): void => moveTo(cursorAt + 1);
  const up = (): void => moveTo(cursorAt - 1);
  const goToError = (step: 1 | -1): void => {
    for (let at = cursorAt + step; at >= 0 && at < lines.length; at += step) {
      if (!isError(severityOf(lines[at]?.severityNumber ?? 0))) continue;
      moveTo(at);
      return;
    }
  };
  return {
    ArrowDown: down,
    j: down,
    ArrowUp: up,
    k: up,
    PageDown: () => moveTo(cursorAt + PAGE_ROWS),
    PageUp: () => moveTo(cursorAt - PAGE_ROWS),
    Home: () => moveTo(0),
    End: () => moveTo(lines.length - 1),
    ArrowRight: () => open(cursorAt, true),
    ArrowLeft: () => openAt === cursorAt && close(),
    Enter: () => open(cursorAt, openAt !== cursorAt),
    n: () => goToError(1),
    N: () => goToError(-1),
    Escape: close,
  };
}

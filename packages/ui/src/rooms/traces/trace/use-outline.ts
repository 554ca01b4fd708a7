import { useDeferredValue, useMemo, useState } from 'react';
import { wordsOf } from '../../../parts/words.ts';
import { findSpans, foldForFound, nextFailed, type Found } from './find.ts';
import type { Trace } from './read-trace.ts';
import {
  foldAtFirst,
  foldBelowTop,
  foldNothing,
  isParent,
  listRows,
  parentNode,
  revealSpan,
  withFolded,
  type Folded,
  type Rows,
} from './rows.ts';

/** The rows as the reader left them: what is folded, what was searched for, where the keyboard stands. */
export interface OutlineInUse {
  readonly rows: Rows;
  readonly folded: Folded;
  /** The row that the keyboard stands on. */
  readonly cursorRow: number;
  /** What is typed into the find box. */
  readonly text: string;
  readonly words: readonly string[];
  readonly found: Found | undefined;
  readonly setText: (text: string) => void;
  readonly moveTo: (row: number) => void;
  readonly setFolded: (node: number, folded: boolean) => void;
  readonly collapse: () => void;
  readonly expandAll: () => void;
  /** Opens what hides a span and puts the cursor on it. */
  readonly reveal: (span: number) => void;
  /** Goes to the next (1) or previous (−1) failed span and answers it. */
  readonly goToFailed: (step: 1 | -1) => number | undefined;
  /** ← and →: closes or opens the row, else goes to its parent or first child. */
  readonly left: () => void;
  readonly right: () => void;
}

/** Keeps the state of the rows of one trace. Mount it anew (`key`) for another trace. */
export function useOutline(trace: Trace, selected: number): OutlineInUse {
  const [kept, setKept] = useState<Folded>(() => startingFold(trace, selected));
  const [cursor, setCursor] = useState(selected === -1 ? (trace.tree.roots[0] ?? -1) : selected);
  const [text, setText] = useState('');
  // Typing stays quick: the rows follow when there is time.
  const searched = useDeferredValue(text);
  const words = useMemo(() => wordsOf(searched), [searched]);
  const found = useMemo(() => findSpans(trace.spans, trace.tree, words), [trace, words]);
  // A search folds for itself; what was folded before it comes back after it.
  const [forFound, setForFound] = useState<{ readonly found: Found; readonly folded: Folded }>();
  const folded = useMemo(() => {
    if (!found) return kept;
    return forFound?.found === found ? forFound.folded : foldForFound(trace, found);
  }, [trace, kept, found, forFound]);
  const rows = useMemo(() => listRows(trace, folded, found?.kept), [trace, folded, found]);
  const cursorRow = useMemo(() => rowOf(trace, rows, folded, cursor), [trace, rows, folded, cursor]);

  const change = (next: Folded): void => (found ? setForFound({ found, folded: next }) : setKept(next));
  const reveal = (span: number): void => {
    if (found && found.kept[span] === 0) {
      setText('');
      setKept(revealSpan(trace, kept, span));
    } else change(revealSpan(trace, folded, span));
    setCursor(span);
  };
  const at = rows.node[cursorRow] ?? -1;
  const moveTo = (row: number): void => setCursor(rows.node[Math.max(0, Math.min(row, rows.count - 1))] ?? -1);
  return {
    rows,
    folded,
    cursorRow,
    text,
    words,
    found,
    setText,
    moveTo,
    reveal,
    setFolded(node, value) {
      change(withFolded(folded, node, value));
      setCursor(node);
    },
    collapse: () => change(foldBelowTop(trace)),
    expandAll: () => change(foldNothing(trace)),
    goToFailed(step) {
      const next = nextFailed(trace.spans, trace.tree, spanBefore(trace, at, step), step, found?.kept);
      if (next !== undefined) reveal(next);
      return next;
    },
    left() {
      if (at === -1) return;
      if (isParent(trace, at) && folded[at] === 0) change(withFolded(folded, at, true));
      else if (parentNode(trace, at) !== -1) setCursor(parentNode(trace, at));
    },
    right() {
      if (at === -1 || !isParent(trace, at)) return;
      if (folded[at] === 1) change(withFolded(folded, at, false));
      else moveTo(cursorRow + 1);
    },
  };
}

function startingFold(trace: Trace, selected: number): Folded {
  const folded = foldAtFirst(trace);
  return selected === -1 ? folded : revealSpan(trace, folded, selected);
}

/** The row of a node, or of the outermost thing that hides it; the first row when a search left both out. */
function rowOf(trace: Trace, rows: Rows, folded: Folded, node: number): number {
  let shown = node;
  for (let at = node; at !== -1; at = parentNode(trace, at)) if (folded[at] === 1) shown = at === node ? shown : at;
  return Math.max(0, rows.node.indexOf(shown));
}

/** Where to look on from: the row itself, but for a group the span before it, so that its first member counts as next. */
function spanBefore({ spans, tree, groups }: Trace, node: number, step: 1 | -1): number {
  if (node < spans.count) return node;
  const first = groups.list[node - spans.count]!.members[0]!;
  return step === 1 ? tree.order[tree.position[first]! - 1]! : first;
}

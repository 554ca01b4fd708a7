import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import { getSettings } from '../../../parts/settings.ts';
import { columnsOf } from './grid-columns.ts';
import type { Trace } from './read-trace.ts';
import css from './span-grid.module.css';
import { SpanRow } from './span-row.tsx';
import { TimeAxis, TimeLines } from './time-axis.tsx';
import type { TimeWindow } from './time-window.ts';
import { useMedia } from '../../../parts/use-media.ts';
import type { OutlineInUse } from './use-outline.ts';
import { useWidth } from '../../../parts/use-width.ts';

export interface SpanGridProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly trace: Trace;
  readonly outline: OutlineInUse;
  readonly window: TimeWindow;
  readonly showCritical: boolean;
  /** The span whose details are open, −1 for none. */
  readonly selected: number;
  /** Opens the details of a span; `byKey` when the keyboard asked, so that the focus can follow. */
  readonly onSelect: (span: number, byKey: boolean) => void;
  /** Esc was pressed. */
  readonly onEscape: () => void;
}

const PHONE = '(max-width: 640px)';
const PAGE_ROWS = 20;

/** Height of `.head` in span-grid.module.css. */
const HEAD_PX = 27;

/** The waterfall: a treegrid that scrolls, and of which only the rows in sight exist. One tab stop; the keyboard's row is `aria-activedescendant`. */
export function SpanGrid({
  ref,
  trace,
  outline,
  window,
  showCritical,
  selected,
  onSelect,
  onEscape,
}: SpanGridProps): ReactElement {
  const prefix = useId();
  const width = useWidth(ref);
  const isPhone = useMedia(PHONE);
  const isTouch = useMedia('(pointer: coarse)');
  const columns = useMemo(() => columnsOf(width, isPhone), [width, isPhone]);
  const height = isPhone ? 46 : isTouch ? 40 : 26;
  const { rows, folded, cursorRow } = outline;
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => ref.current,
    // The head scrolls along on top of the rows: they begin below it, and none is brought into sight behind it.
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    estimateSize: () => height,
    overscan: 6,
    // The keyboard's row exists wherever the reader scrolled to: `aria-activedescendant` must name an element.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), Math.min(cursorRow, rows.count - 1)),
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  // Followed are the cursor and the rows: new widths or a zoom leave the reader in place.
  const arrived = useRef(false);
  useEffect(() => {
    if (rows.count > 0) virtual.scrollToIndex(cursorRow, { align: arrived.current ? 'auto' : 'center' });
    arrived.current = true;
  }, [virtual, cursorRow, rows]);

  const idOf = (row: number): string => `${prefix}-${rows.node[row]}`;
  const open = (row: number, byKey: boolean): void => {
    const node = rows.node[row];
    if (node === undefined) return;
    if (node >= trace.spans.count) outline.setFolded(node, folded[node] === 0);
    else {
      outline.moveTo(row);
      onSelect(node, byKey);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key.length === 1 && !getSettings().letterKeys)) return;
    const action = keyActions(outline, (row) => open(row, true), onEscape)[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const onClick = (event: MouseEvent): void => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const element = target.closest('[data-node]');
    if (!(element instanceof HTMLElement)) return;
    const node = Number(element.dataset['node']);
    if (target.closest('[data-twisty]')) outline.setFolded(node, folded[node] === 0);
    else open(rows.node.indexOf(node), false);
  };

  return (
    <div
      ref={ref}
      role="treegrid"
      aria-label="Spans of this trace"
      aria-rowcount={rows.count + 1}
      aria-colcount={2}
      aria-activedescendant={rows.count > 0 ? idOf(cursorRow) : undefined}
      tabIndex={0}
      className={css['grid']}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <TimeAxis window={window} columns={columns} />
      <div role="rowgroup" className={css['rows']} style={{ blockSize: virtual.getTotalSize() }}>
        {!columns.stacked && <TimeLines window={window} columns={columns} />}
        {width > 0 &&
          virtual.getVirtualItems().map(({ index, start }) => {
            const node = rows.node[index]!;
            return (
              <SpanRow
                key={node}
                trace={trace}
                id={idOf(index)}
                node={node}
                row={index}
                top={start - HEAD_PX}
                height={height}
                depth={rows.depth[index]!}
                place={rows.place[index]!}
                placeOf={rows.placeOf[index]!}
                isFolded={folded[node] === 1}
                isCursor={index === cursorRow}
                isSelected={node === selected}
                words={outline.words}
                window={window}
                columns={columns}
                showCritical={showCritical}
              />
            );
          })}
      </div>
    </div>
  );
}

function withRow(shown: number[], row: number): number[] {
  if (row < 0 || shown.includes(row)) return shown;
  return [...shown, row].toSorted((a, b) => a - b);
}

function keyActions(
  outline: OutlineInUse,
  open: (row: number) => void,
  onEscape: () => void,
): Record<string, () => void> {
  const { cursorRow, moveTo, rows } = outline;
  const down = (): void => moveTo(cursorRow + 1);
  const up = (): void => moveTo(cursorRow - 1);
  return {
    ArrowDown: down,
    j: down,
    ArrowUp: up,
    k: up,
    PageDown: () => moveTo(cursorRow + PAGE_ROWS),
    PageUp: () => moveTo(cursorRow - PAGE_ROWS),
    Home: () => moveTo(0),
    End: () => moveTo(rows.count - 1),
    ArrowRight: outline.right,
    ArrowLeft: outline.left,
    Enter: () => open(cursorRow),
    Escape: onEscape,
  };
}

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { getSettings, useSettings, zoneName } from '../../../parts/settings.ts';
import { zoneLabel } from '../../../parts/time.ts';
import { useMedia } from '../../../parts/use-media.ts';
import { keyOfLine, type LogLine } from '../log-line.ts';
import { keyActions } from './grid-keys.ts';
import { LineDetails } from './line-details.tsx';
import css from './log-grid.module.css';
import { LogRow } from './log-row.tsx';

export interface LogGridProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** The newest first. */
  readonly lines: readonly LogLine[];
  /** Whether there are older ones to come. */
  readonly isMore: boolean;
  /** The end of the lines is near: older ones are wanted. */
  readonly onEnd: () => void;
  /** `keyOfLine` of the line that the keyboard stands on; the first one where it is none of the lines. */
  readonly cursor: string;
  readonly onCursor: (key: string) => void;
  /** `uid` of the opened line, empty for none. */
  readonly opened: string;
  readonly onOpen: (line: LogLine | null) => void;
  /** Whether the reader has gone down from the newest line. */
  readonly onAway: (isAway: boolean) => void;
  readonly words: readonly string[];
  readonly isOneDay: boolean;
  /** What stands below the last line. */
  readonly foot: ReactNode;
}

const PHONE = '(max-width: 640px)';
/** Older lines are asked for this many rows before they are needed. */
const NEAR_END = 40;
/** Height of `.head` in log-grid.module.css. */
const HEAD_PX = 30;
const DETAILS_PX = 320;

/** The lines: a treegrid that scrolls, and of which only the rows in sight exist. One tab stop; the keyboard's row is `aria-activedescendant`. */
export function LogGrid(props: LogGridProps): ReactElement {
  const { ref, lines, isMore, onEnd, onCursor, opened, onOpen, onAway } = props;
  const prefix = useId();
  const settings = useSettings();
  const zone = zoneName(settings);
  const wraps = settings.wrapLines;
  const isPhone = useMedia(PHONE);
  const isTouch = useMedia('(pointer: coarse)');
  const height = isPhone ? 46 : isTouch ? 40 : 24;
  const openAt = useMemo(() => (opened === '' ? -1 : lines.findIndex(({ uid }) => uid === opened)), [lines, opened]);
  const cursorAt = useCursor(lines, props.cursor, openAt);
  /** Rows are the lines, and the details of the opened one right below it. */
  const lineAt = (row: number): number => (openAt === -1 || row <= openAt ? row : row - 1);
  const rowOf = (at: number): number => (openAt === -1 || at <= openAt ? at : at + 1);
  const isDetails = (row: number): boolean => openAt !== -1 && row === openAt + 1;
  const virtual = useVirtualizer({
    count: lines.length + (openAt === -1 ? 0 : 1),
    getScrollElement: () => ref.current,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    estimateSize: (row) => (isDetails(row) ? DETAILS_PX : height),
    getItemKey: (row) => (isDetails(row) ? `details ${opened}` : keyOfLine(lines[lineAt(row)]!)),
    overscan: 8,
    // The keyboard's row exists wherever the reader scrolled to: `aria-activedescendant` must name an element.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), lines.length === 0 ? -1 : rowOf(cursorAt)),
  });
  useEffect(() => virtual.measure(), [virtual, height, wraps]);
  useOpenedInSight(openAt, () => virtual.scrollToIndex(openAt, { align: 'center' }));
  useFollowedCursor(props.cursor, () => virtual.scrollToIndex(rowOf(cursorAt), { align: 'auto' }));
  const items = virtual.getVirtualItems();
  const lastRow = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && lines.length > 0 && lastRow >= lines.length - NEAR_END) onEnd();
  }, [isMore, lines.length, lastRow, onEnd]);

  const idOf = (at: number): string => `${prefix}-${at}`;
  const moveTo = (at: number): void => {
    const line = lines[Math.max(0, Math.min(at, lines.length - 1))];
    if (line !== undefined) onCursor(keyOfLine(line));
  };
  const open = (at: number, isOpen: boolean): void => {
    const line = lines[at];
    if (line === undefined) return;
    moveTo(at);
    onOpen(isOpen ? line : null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isInside = event.target !== event.currentTarget;
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key.length === 1 && !getSettings().letterKeys)) return;
    if (isInside) {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onOpen(null);
      ref.current?.focus({ preventScroll: true });
      return;
    }
    const action = keyActions({ lines, cursorAt, openAt, moveTo, open, close: () => onOpen(null) })[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const onClick = (event: MouseEvent): void => {
    const { target } = event;
    // Words that were marked with the mouse are meant to be copied.
    if (!(target instanceof Element) || !window.getSelection()?.isCollapsed) return;
    const row = target.closest<HTMLElement>('[data-at]');
    if (row === null) return;
    const at = Number(row.dataset['at']);
    open(at, at !== openAt);
  };
  return (
    <div
      ref={ref}
      role="treegrid"
      aria-label="Log lines, the newest first"
      aria-rowcount={isMore ? -1 : lines.length + 1}
      aria-colcount={4}
      aria-activedescendant={lines.length > 0 ? idOf(cursorAt) : undefined}
      tabIndex={0}
      className={css['grid']}
      data-days={props.isOneDay ? undefined : ''}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onScroll={(event) => onAway(event.currentTarget.scrollTop > 4)}
    >
      <Head zone={zoneLabel(Date.now(), zone)} />
      <div role="rowgroup" className={css['rows']} style={{ blockSize: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const at = lineAt(index);
          const line = lines[at];
          if (line === undefined) return null;
          return isDetails(index) ? (
            <div
              role="row"
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-level={2}
              className={css['details']}
              style={{ transform: `translateY(${start - HEAD_PX}px)` }}
            >
              <div role="gridcell" aria-colspan={4}>
                <LineDetails key={line.uid} line={line} words={props.words} />
              </div>
            </div>
          ) : (
            <LogRow
              key={key}
              line={line}
              id={idOf(at)}
              index={index}
              at={at}
              top={start - HEAD_PX}
              measure={wraps ? virtual.measureElement : undefined}
              isOpen={at === openAt}
              isCursor={at === cursorAt}
              wraps={wraps}
              words={props.words}
              zone={zone}
              isOneDay={props.isOneDay}
            />
          );
        })}
      </div>
      {props.foot}
    </div>
  );
}

function Head({ zone }: { readonly zone: string }): ReactElement {
  return (
    <div role="rowgroup" className={css['head']}>
      <div role="row" className={css['headRow']} aria-rowindex={1}>
        <div role="columnheader">time, {zone}</div>
        <div role="columnheader">severity</div>
        <div role="columnheader">service</div>
        <div role="columnheader" className={css['messageHead']}>
          message
        </div>
      </div>
    </div>
  );
}

/** Where the keyboard stands: on its line, before it was moved on the open one, else on the first. */
function useCursor(lines: readonly LogLine[], cursor: string, openAt: number): number {
  return useMemo(() => {
    const at = cursor === '' ? openAt : lines.findIndex((line) => keyOfLine(line) === cursor);
    return Math.max(0, at);
  }, [lines, cursor, openAt]);
}

/** A line that is open as the page opens is brought into sight; one that is opened by hand is there already. */
function useOpenedInSight(openAt: number, show: () => void): void {
  const isSettled = useRef(false);
  useEffect(() => {
    if (isSettled.current) return;
    isSettled.current = true;
    if (openAt !== -1) show();
  });
}

/** Brings the cursor into sight when it was moved; lines that come above it, or a new width, leave the reader in place. */
function useFollowedCursor(cursor: string, follow: () => void): void {
  const followed = useRef(cursor);
  useEffect(() => {
    if (followed.current === cursor) return;
    followed.current = cursor;
    follow();
  });
}

function withRow(shown: number[], row: number): number[] {
  return row < 0 || shown.includes(row) ? shown : [...shown, row].toSorted((a, b) => a - b);
}

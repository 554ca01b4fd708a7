import type { CSSProperties, ReactElement } from 'react';
import { colourOf, useServiceSlots } from '../../../parts/service-slots.ts';
import { placeLabel } from './bar-label.ts';
import type { Trace } from './read-trace.ts';
import { barsOf, rectanglesPath } from './row-bars.ts';
import css from './span-grid.module.css';
import { serviceOf } from './span-names.ts';
import type { TimeWindow } from './time-window.ts';

const LINE_HEIGHT = 4;
const BAR_HEIGHT = 14;
/** Widest digit of the label's type, pixels: guessed on the large side, measuring each text would cost a layout a row. */
const CHARACTER = 7;

export interface SpanBarProps {
  readonly trace: Trace;
  readonly node: number;
  readonly isFolded: boolean;
  /** Text beside the bar, `''` for none. */
  readonly label: string;
  readonly window: TimeWindow;
  /** Width of the cell in pixels. */
  readonly cell: number;
  readonly showCritical: boolean;
}

/** The time cell of a row: the bar in the colour of its service, the critical path along its foot, the duration where there is room. */
export function SpanBar({ trace, node, isFolded, label, window, cell, showCritical }: SpanBarProps): ReactElement {
  const { spans, groups } = trace;
  const group = groups.list[node - spans.count];
  const span = group ? group.members[0]! : node;
  const { css: colour, hollow } = colourOf(useServiceSlots()(serviceOf(spans, span)));
  const { left, right, bars, critical } = barsOf(trace, node, isFolded, window, cell);
  const isFailed = group ? group.failed > 0 : spans.failed[span] === 1;
  const place = placeLabel(left, right, label.length * CHARACTER, cell);
  const single = bars.length === 1 ? bars[0] : undefined;
  return (
    <div role="gridcell" className={css['timeCell']} style={{ inlineSize: cell, '--service': colour } as CSSProperties}>
      {single && (
        <span
          className={css['bar']}
          data-hollow={hollow || undefined}
          data-failed={isFailed || undefined}
          data-rootless={trace.tree.rootReason.get(node) === 'orphan' || undefined}
          style={{ insetInlineStart: single.x, inlineSize: single.width }}
        />
      )}
      {bars.length > 1 && (
        <svg
          className={css['bars']}
          width={cell}
          height={BAR_HEIGHT}
          data-failed={isFailed || undefined}
          aria-hidden="true"
        >
          <path d={rectanglesPath(bars, BAR_HEIGHT)} />
        </svg>
      )}
      {showCritical && critical.length > 0 && (
        <svg className={css['critical']} width={cell} height={LINE_HEIGHT} aria-hidden="true">
          <path d={rectanglesPath(critical, LINE_HEIGHT)} />
        </svg>
      )}
      {label !== '' && (
        <span
          className={css['label']}
          data-side={place.side}
          style={place.edge === 'start' ? { insetInlineStart: place.offset } : { insetInlineEnd: place.offset }}
        >
          {place.beyond === 'start' && '‹ '}
          {label}
          {place.beyond === 'end' && ' ›'}
        </span>
      )}
    </div>
  );
}

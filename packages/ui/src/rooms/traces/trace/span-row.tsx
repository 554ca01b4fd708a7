import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import { formatCount, formatNanos } from '../../../parts/format.ts';
import { Marked } from '../../../parts/marked.tsx';
import { ServiceMark } from '../../../parts/service-name.tsx';
import { StatusMark } from '../../../parts/status.tsx';
import type { Columns } from './grid-columns.ts';
import type { Trace } from './read-trace.ts';
import { isParent } from './rows.ts';
import { SpanBar } from './span-bar.tsx';
import css from './span-grid.module.css';
import { nameOf, serviceOf } from './span-names.ts';
import type { TimeWindow } from './time-window.ts';

/** Deeper rows are not moved further to the right: the name must keep its place. */
const DEEPEST_INDENT = 14;

export interface SpanRowProps {
  readonly trace: Trace;
  readonly id: string;
  readonly node: number;
  /** Position of the row, from 0. */
  readonly row: number;
  readonly top: number;
  readonly height: number;
  readonly depth: number;
  readonly place: number;
  readonly placeOf: number;
  readonly isFolded: boolean;
  readonly isCursor: boolean;
  readonly isSelected: boolean;
  readonly words: readonly string[];
  readonly window: TimeWindow;
  readonly columns: Columns;
  readonly showCritical: boolean;
}

/** One span, or one group of equal ones. Clicks are heard by the grid, which finds the row by `data-node`. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps): ReactElement {
  const { trace, node, depth, columns, isFolded } = props;
  const group = node >= trace.spans.count ? trace.groups.list[node - trace.spans.count] : undefined;
  const span = group ? group.members[0]! : node;
  const opens = isParent(trace, node);
  return (
    <div
      role="row"
      id={props.id}
      className={css['row']}
      style={{ transform: `translateY(${props.top}px)`, blockSize: props.height }}
      data-node={node}
      data-cursor={props.isCursor || undefined}
      data-stacked={columns.stacked || undefined}
      aria-rowindex={props.row + 2}
      aria-level={depth + 1}
      aria-posinset={props.place}
      aria-setsize={props.placeOf}
      aria-selected={props.isSelected}
      aria-expanded={opens ? !isFolded : undefined}
    >
      <div
        role="gridcell"
        className={css['nameCell']}
        style={{ inlineSize: columns.name, paddingInlineStart: indentOf(depth, columns) }}
      >
        <span className={css['twisty']} data-twisty={opens || undefined} aria-hidden="true">
          {opens && (isFolded ? <ChevronRight size={14} /> : <ChevronDown size={14} />)}
        </span>
        <Who {...props} span={span} count={group?.members.length} />
        {group
          ? group.failed > 0 && <FailedMark label={`${formatCount(group.failed)} failed`} />
          : trace.spans.failed[span] === 1 && <FailedMark label="failed" />}
        {isFolded && !group && <span className={css['hidden']}>+{formatCount(trace.tree.size[span]! - 1)}</span>}
        {columns.stacked && <span className={css['duration']}>{durationText(trace, node)}</span>}
      </div>
      <SpanBar
        trace={trace}
        node={node}
        isFolded={isFolded}
        label={columns.stacked ? '' : durationText(trace, node)}
        window={props.window}
        cell={columns.time}
        showCritical={props.showCritical}
      />
    </div>
  );
});

function indentOf(depth: number, { stacked }: Columns): number {
  return 4 + Math.min(depth, DEEPEST_INDENT) * (stacked ? 8 : 12);
}

function FailedMark({ label }: { readonly label: string }): ReactElement {
  return <StatusMark kind="error" label={label} />;
}

function Who({
  trace,
  span,
  count,
  words,
  depth,
}: SpanRowProps & { readonly span: number; readonly count: number | undefined }): ReactElement {
  const service = serviceOf(trace.spans, span);
  const name = nameOf(trace.spans, span);
  const reason = depth === 0 ? trace.tree.rootReason.get(span) : undefined;
  return (
    <>
      {reason === 'orphan' && <StatusMark kind="silent" size={12} label="parent never received" />}
      {reason === 'loop' && <StatusMark kind="warn" size={12} label="its own ancestor" />}
      {depth > DEEPEST_INDENT && <span className={css['level']}>{formatCount(depth)}</span>}
      <ServiceMark service={service} />
      <span className={css['who']} title={`${service} · ${name}`}>
        <span className={css['service']}>
          <Marked text={service} words={words} />
        </span>{' '}
        <Marked text={name} words={words} />
      </span>
      {count !== undefined && <span className={css['times']}>× {formatCount(count)}</span>}
    </>
  );
}

/** What stands beside the bar: how long, and whether that can be believed. */
function durationText({ spans, groups, clockSuspect, shift }: Trace, node: number): string {
  const group = groups.list[node - spans.count];
  if (group) return `${formatNanos(group.total)} in all, max ${formatNanos(group.max)}`;
  const text = formatNanos(spans.end[node]! - spans.start[node]!);
  if (shift[node] !== 0) return `${text} · clock ${signed(shift[node]!)}`;
  return clockSuspect[node] === 1 ? `${text} · clock ?` : text;
}

function signed(nanos: number): string {
  return nanos < 0 ? formatNanos(nanos) : `+${formatNanos(nanos)}`;
}

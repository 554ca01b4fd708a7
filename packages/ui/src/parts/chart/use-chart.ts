/** What a chart shows and what its reader does with it: which lines, the point under the pointer, the exemplar near it. */
import { useMemo, useState } from 'react';
import { useServiceSlots } from '../service-slots.ts';
import { gridOf, rankLines, type ExemplarMark, type Grid } from './chart-model.ts';
import type { ChartPanelProps } from './chart-panel.tsx';
import type { PlotLine } from './plot-input.ts';

/** More lines than this are one thicket; the rest waits behind a button of the legend. */
const MOST_LINES = 6;
/** Up to this long before its end, a live range may still receive spans of a batch on its way. */
const OPEN_MS = 8000;

export interface ChartInUse {
  readonly drawn: readonly PlotLine[];
  readonly grid: Grid;
  /** How many lines wait behind a button. */
  readonly more: number;
  /** Whether they were called out. */
  readonly isAll: boolean;
  readonly onAll: (isAll: boolean) => void;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
  readonly point: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly exemplar: ExemplarMark | null;
  readonly onExemplarHover: (exemplar: ExemplarMark | null) => void;
}

export function useChart(props: ChartPanelProps): ChartInUse {
  const { lines, bounds, isLive, mostLines = MOST_LINES } = props;
  const [isAll, onAll] = useState(false);
  const [ownHidden, setOwnHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, onPoint] = useState<number | null>(null);
  const [exemplar, onExemplarHover] = useState<ExemplarMark | null>(null);
  const slotOfService = useServiceSlots();
  const { slotOf = slotOfService, hidden = ownHidden, onHidden = setOwnHidden } = props;
  const ranked = useMemo(() => rankLines(lines), [lines]);
  const chosen = useMemo(() => (isAll ? ranked : ranked.slice(0, mostLines)), [ranked, isAll, mostLines]);
  const grid = useMemo(
    () => gridOf(chosen, bounds.stepMs, isLive ? bounds.to - OPEN_MS : bounds.to),
    [chosen, bounds.stepMs, bounds.to, isLive],
  );
  const drawn = useMemo(
    () => chosen.map(({ key }) => ({ key, slot: slotOf(key), shown: !hidden.has(key) })),
    [chosen, slotOf, hidden],
  );
  return {
    drawn,
    grid,
    more: ranked.length - chosen.length,
    isAll: isAll && ranked.length > mostLines,
    onAll,
    onHidden,
    point,
    onPoint,
    exemplar,
    onExemplarHover,
  };
}

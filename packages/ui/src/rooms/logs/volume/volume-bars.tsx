import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { formatCount } from '../../../parts/format.ts';
import { useWidth } from '../../../parts/use-width.ts';
import { holdClock } from '../../../url/clock.ts';
import type { Bounds } from '../../../url/range.ts';
import { barAt, barPaths, timeAt, xOf, type Frame, type Volume } from './volume-model.ts';
import css from './volume.module.css';

export interface VolumeBarsProps {
  readonly volume: Volume;
  readonly bounds: Bounds;
  /** The bar that is pointed at. */
  readonly bar: number | null;
  readonly onBar: (bar: number | null) => void;
  readonly onRange: (fromMs: number, toMs: number) => void;
  readonly timeOf: (timeMs: number) => string;
}

const HEIGHT = 72;
/** A shorter drag is a click with an unsteady hand. */
const LEAST_DRAG_PX = 4;
const TICKS = 5;

/** The bars and their keys: ← → a bar, with Shift ten, Home and End; each is spoken, and Enter makes it the range. */
export function VolumeBars({ volume, bounds, bar, onBar, onRange, timeOf }: VolumeBarsProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const frame = useMemo(
    (): Frame => ({ width, height: HEIGHT, fromMs: bounds.from, toMs: bounds.to }),
    [width, bounds.from, bounds.to],
  );
  const paths = useMemo(() => barPaths(volume, frame), [volume, frame]);
  const [said, setSaid] = useState('');
  const drag = useDrag(host, frame, onRange);
  const hold = useHold();
  const sentence = `Lines over time by severity, the highest bar has ${formatCount(volume.highest)}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const time = bar === null ? undefined : volume.timesMs[bar];
    if (event.key === 'Enter' && time !== undefined) {
      event.preventDefault();
      onRange(time, time + volume.stepMs);
      return;
    }
    const next = nextBar(event, bar, volume.timesMs.length);
    if (next === undefined) return;
    event.preventDefault();
    onBar(next);
    setSaid(next === null ? '' : speak(volume, next, timeOf));
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    drag.onPointerMove(event);
    onBar(barAt(xIn(event), volume, frame));
  };
  return (
    <div
      ref={host}
      className={css['bars']}
      role="application"
      aria-label={`${sentence}. Arrow keys move along it, Enter makes a bar the range.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={drag.onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={drag.onPointerUp}
      onPointerCancel={drag.onPointerCancel}
      onPointerEnter={hold.begin}
      onPointerLeave={() => {
        hold.end();
        onBar(null);
      }}
      onBlur={() => {
        onBar(null);
        setSaid('');
      }}
    >
      <svg role="img" aria-label={sentence} width={width} height={HEIGHT} className={css['drawing']}>
        {bar !== null && <PointedAt volume={volume} frame={frame} bar={bar} />}
        {volume.layers.map(({ severity }, layer) => (
          <path key={severity} d={paths[layer]} data-severity={severity} />
        ))}
        {drag.chosen !== null && (
          <rect
            className={css['chosen']}
            x={Math.min(...drag.chosen)}
            width={Math.abs(drag.chosen[1] - drag.chosen[0])}
            y={0}
            height={HEIGHT}
          />
        )}
      </svg>
      <ol aria-hidden="true" className={css['ticks']}>
        {Array.from({ length: TICKS }, (_, at) => (
          <li key={at}>{timeOf(timeAt((width * at) / (TICKS - 1), frame))}</li>
        ))}
      </ol>
      <span className="sr" role="status">
        {said}
      </span>
    </div>
  );
}

function PointedAt({
  volume,
  frame,
  bar,
}: {
  readonly volume: Volume;
  readonly frame: Frame;
  readonly bar: number;
}): ReactElement {
  const from = volume.timesMs[bar] ?? 0;
  const [left, right] = [xOf(from, frame), xOf(from + volume.stepMs, frame)];
  return <rect className={css['pointed']} x={left} width={Math.max(1, right - left)} y={0} height={frame.height} />;
}

const xIn = (event: PointerEvent<HTMLElement>): number =>
  event.clientX - event.currentTarget.getBoundingClientRect().left;

interface Drag {
  /** From and to in pixels, null while nothing is dragged. */
  readonly chosen: readonly [number, number] | null;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: () => void;
}

function useDrag(
  host: React.RefObject<HTMLDivElement | null>,
  frame: Frame,
  onRange: VolumeBarsProps['onRange'],
): Drag {
  const [chosen, setChosen] = useState<readonly [number, number] | null>(null);
  const isLong = chosen !== null && Math.abs(chosen[1] - chosen[0]) >= LEAST_DRAG_PX;
  return {
    chosen: isLong ? chosen : null,
    onPointerDown(event) {
      if (event.button !== 0) return;
      const x = xIn(event);
      host.current?.setPointerCapture(event.pointerId);
      setChosen([x, x]);
    },
    onPointerMove(event) {
      if (chosen !== null) setChosen([chosen[0], xIn(event)]);
    },
    onPointerUp() {
      setChosen(null);
      if (isLong) onRange(timeAt(Math.min(...chosen), frame), timeAt(Math.max(...chosen), frame));
    },
    onPointerCancel: () => setChosen(null),
  };
}

/** Nothing moves under a pointer. */
function useHold(): { readonly begin: () => void; readonly end: () => void } {
  const release = useRef<(() => void) | null>(null);
  const end = (): void => {
    release.current?.();
    release.current = null;
  };
  useEffect(() => end, []);
  return {
    begin() {
      release.current ??= holdClock();
    },
    end,
  };
}

function nextBar(event: KeyboardEvent, bar: number | null, bars: number): number | null | undefined {
  const step = event.shiftKey ? 10 : 1;
  const clamp = (at: number): number => Math.max(0, Math.min(bars - 1, at));
  switch (event.key) {
    case 'ArrowLeft':
      return clamp((bar ?? bars) - step);
    case 'ArrowRight':
      return clamp((bar ?? -1) + step);
    case 'Home':
      return 0;
    case 'End':
      return bars - 1;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

function speak({ timesMs, layers }: Volume, bar: number, timeOf: (timeMs: number) => string): string {
  const counts = layers.map(({ severity, counts }) => `${severity} ${formatCount(counts[bar] ?? 0)}`);
  return `${timeOf(timesMs[bar] ?? 0)}: ${counts.join(', ')}`;
}

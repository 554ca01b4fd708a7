import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { Button } from '../../../parts/button.tsx';
import { onColourChange } from '../../../parts/css-colours.ts';
import { formatCount, formatNanos } from '../../../parts/format.ts';
import { useServiceSlots } from '../../../parts/service-slots.ts';
import { paintMinimap, readColours } from './minimap-paint.ts';
import css from './minimap.module.css';
import type { Trace } from './read-trace.ts';
import { isWhole, positionIn, wholeTrace, windowBetween, type TimeWindow } from './time-window.ts';
import { useWidth } from '../../../parts/use-width.ts';

export interface MinimapProps {
  readonly trace: Trace;
  readonly window: TimeWindow;
  readonly onChange: (window: TimeWindow) => void;
}

const HEIGHT = 44;
/** A drag shorter than this is a click, pixels. */
const LEAST_DRAG = 4;

/** The whole trace in one strip. Dragging over it zooms the bars; its two edges are sliders for the keyboard. */
export function Minimap({ trace, window, onChange }: MinimapProps): ReactElement {
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(strip);
  const whole = wholeTrace(trace.spans.duration);
  const zoomed = !isWhole(window, whole);
  usePainted(canvas, trace, width);
  const drag = useDrag(strip, whole, onChange);
  const shown = drag.window ?? window;
  const [left, right] = [positionIn(whole, shown.from) * 100, positionIn(whole, shown.to) * 100];
  return (
    <div className={css['minimap']}>
      <div ref={strip} className={css['strip']} {...drag.handlers} onDoubleClick={() => onChange(whole)}>
        <canvas
          ref={canvas}
          className={css['canvas']}
          role="img"
          aria-label={`All ${formatCount(trace.spans.count)} spans over ${formatNanos(trace.spans.duration)}; ${formatNanos(window.from)} to ${formatNanos(window.to)} is shown below.`}
        />
        {(zoomed || drag.window) && (
          <>
            <span className={css['shade']} style={{ insetInlineStart: 0, inlineSize: `${left}%` }} />
            <span className={css['shade']} style={{ insetInlineStart: `${right}%`, inlineSize: `${100 - right}%` }} />
          </>
        )}
        <Edge which="from" window={shown} whole={whole} onChange={onChange} />
        <Edge which="to" window={shown} whole={whole} onChange={onChange} />
      </div>
      {zoomed && (
        <Button look="plain" className={css['reset'] ?? ''} onClick={() => onChange(whole)}>
          Show all {formatNanos(trace.spans.duration)}
        </Button>
      )}
    </div>
  );
}

interface EdgeProps {
  readonly which: 'from' | 'to';
  readonly window: TimeWindow;
  readonly whole: TimeWindow;
  readonly onChange: (window: TimeWindow) => void;
}

function Edge({ which, window, whole, onChange }: EdgeProps): ReactElement {
  const value = window[which];
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = ((whole.to - whole.from) / 100) * (event.shiftKey ? 10 : 1);
    const moved: Record<string, number> = {
      ArrowLeft: value - step,
      ArrowDown: value - step,
      ArrowRight: value + step,
      ArrowUp: value + step,
      Home: whole.from,
      End: whole.to,
    };
    const next = moved[event.key];
    if (next === undefined) return;
    event.preventDefault();
    // An edge stops at the other one instead of passing it.
    onChange(
      which === 'from'
        ? windowBetween(whole, Math.min(next, window.to), window.to)
        : windowBetween(whole, window.from, Math.max(next, window.from)),
    );
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      className={css['edge']}
      data-which={which}
      style={{ insetInlineStart: `${positionIn(whole, value) * 100}%` }}
      aria-label={which === 'from' ? 'Start of what is shown' : 'End of what is shown'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(positionIn(whole, value) * 100)}
      aria-valuetext={formatNanos(value)}
      onKeyDown={onKeyDown}
    />
  );
}

function usePainted(canvas: React.RefObject<HTMLCanvasElement | null>, trace: Trace, width: number): void {
  const slotOf = useServiceSlots();
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen || width === 0) return undefined;
    const paint = (): void => {
      const ratio = globalThis.devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round(HEIGHT * ratio);
      paintMinimap(pen, trace, slotOf, readColours(document.body), element.width, element.height);
    };
    paint();
    return onColourChange(paint);
  }, [canvas, trace, width, slotOf]);
}

interface Drag {
  readonly window: TimeWindow | undefined;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/** Drags over the strip; the bars follow when the pointer is let go. */
function useDrag(
  strip: React.RefObject<HTMLDivElement | null>,
  whole: TimeWindow,
  onChange: (window: TimeWindow) => void,
): Drag {
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  const end = (): void => {
    setFrom(undefined);
    setTo(undefined);
  };
  const xOf = (event: PointerEvent): number => event.clientX - (strip.current?.getBoundingClientRect().left ?? 0);
  const instantAt = (x: number): number =>
    whole.from + (x / Math.max(1, strip.current?.clientWidth ?? 1)) * (whole.to - whole.from);
  const isDrag = from !== undefined && to !== undefined && Math.abs(to - from) >= LEAST_DRAG;
  const window = isDrag ? windowBetween(whole, instantAt(from), instantAt(to)) : undefined;
  return {
    window,
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(xOf(event));
        setTo(undefined);
      },
      onPointerMove: (event) => from !== undefined && setTo(xOf(event)),
      onPointerUp() {
        if (window) onChange(window);
        end();
      },
      onPointerCancel: end,
    },
  };
}

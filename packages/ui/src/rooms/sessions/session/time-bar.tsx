import { useMemo, useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { Recording } from '../../../ask/types.ts';
import { formatDuration } from '../../../parts/format.ts';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { StatusMark } from '../../../parts/status.tsx';
import { formatTime } from '../../../parts/time.ts';
import type { Moment } from './moments.ts';
import type { PlaybackState } from './playback.ts';
import type { Scale } from './scale.ts';
import css from './session.module.css';

export interface TimeBarProps {
  readonly scale: Scale;
  readonly moments: readonly Moment[];
  readonly replays: readonly Recording[];
  readonly state: PlaybackState;
  readonly onSeek: (atMs: number) => void;
}

const STEPS_MS: Readonly<Record<string, number>> = {
  ArrowRight: 5000,
  ArrowUp: 5000,
  ArrowLeft: -5000,
  ArrowDown: -5000,
  PageUp: 30_000,
  PageDown: -30_000,
};

/** The whole session on one bar: what is recorded, what is idle, what went wrong, and where one is. */
export function TimeBar({ scale, moments, replays, state, onSeek }: TimeBarProps): ReactElement {
  const bar = useRef<HTMLDivElement>(null);
  const zone = zoneName(useSettings());
  const { nowMs, idle } = state;
  const { fromMs, toMs } = scale;
  const timeUnder = (event: PointerEvent): number => {
    const box = bar.current?.getBoundingClientRect();
    return box === undefined ? nowMs : scale.timeAt((event.clientX - box.left) / box.width);
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onSeek(timeUnder(event));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS_MS[event.key];
    const to = event.key === 'Home' ? fromMs : event.key === 'End' ? toMs : step === undefined ? null : nowMs + step;
    if (to === null) return;
    event.preventDefault();
    onSeek(to);
  };
  return (
    <div
      ref={bar}
      className={css['bar']}
      role="slider"
      tabIndex={0}
      aria-label="Moment of the session"
      aria-valuemin={0}
      aria-valuemax={Math.round((toMs - fromMs) / 1000)}
      aria-valuenow={Math.round((nowMs - fromMs) / 1000)}
      aria-valuetext={`${formatTime(nowMs, zone)}, ${formatDuration(Math.round(nowMs - fromMs))} after the start`}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onKeyDown={onKeyDown}
    >
      <Ground scale={scale} replays={replays} idle={idle} />
      <Marks scale={scale} moments={moments} />
      <span className={css['now']} style={{ insetInlineStart: percent(scale.placeOf(nowMs)) }} />
    </div>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

function Ground({
  scale,
  replays,
  idle,
}: Pick<TimeBarProps, 'scale' | 'replays'> & Pick<PlaybackState, 'idle'>): ReactElement {
  const placed = (from: number, to: number): { insetInlineStart: string; inlineSize: string } => ({
    insetInlineStart: percent(scale.placeOf(from)),
    inlineSize: percent(scale.placeOf(to) - scale.placeOf(from)),
  });
  return (
    <>
      {replays.map(({ replayId, startMs, endMs }) => (
        <span key={replayId} className={css['recordedPart']} style={placed(startMs, endMs)} />
      ))}
      {idle.map(({ fromMs, toMs }) => (
        <span
          key={fromMs}
          className={css['idlePart']}
          style={placed(fromMs, toMs)}
          title={`idle for ${formatDuration(toMs - fromMs)}`}
        />
      ))}
      {scale.shortened.map(({ fromMs, toMs }) => (
        <span
          key={`short ${fromMs}`}
          className={css['shortPart']}
          style={placed(fromMs, toMs)}
          title={`${formatDuration(toMs - fromMs)}, drawn shorter`}
        />
      ))}
    </>
  );
}

/** Pages as ticks, what went wrong as shapes. */
function Marks({ scale, moments }: Pick<TimeBarProps, 'scale' | 'moments'>): ReactElement {
  return useMemo(
    () => (
      <>
        {moments
          .filter(({ lane, trouble }) => lane === 'page' || trouble !== null)
          .map(({ uid, atMs, trouble, word, title }) => (
            <span
              key={uid}
              className={trouble === null ? css['tick'] : css['mark']}
              style={{ insetInlineStart: percent(scale.placeOf(atMs)) }}
              title={`${word}: ${title}`}
            >
              {trouble !== null && <StatusMark kind={trouble} size={12} />}
            </span>
          ))}
      </>
    ),
    [scale, moments],
  );
}

import { Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Recording } from '../../../ask/types.ts';
import { Button } from '../../../parts/button.tsx';
import { formatDuration } from '../../../parts/format.ts';
import { Menu } from '../../../parts/menu.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { formatTime, zoneLabel } from '../../../parts/time.ts';
import css from './session.module.css';
import type { PlaybackInUse } from './use-playback.ts';

export interface ControlsProps {
  readonly inUse: PlaybackInUse;
  readonly replays: readonly Recording[];
  readonly startMs: number;
  readonly endMs: number;
  readonly hasErrors: boolean;
  readonly onToggle: () => void;
  readonly onNextError: (direction: 1 | -1) => void;
}

const SPEEDS = [0.5, 1, 2, 4, 8] as const;

/** What can be done with the recording, and when it is. */
export function Controls(props: ControlsProps): ReactElement {
  const { inUse, replays, startMs, endMs, hasErrors, onToggle, onNextError } = props;
  const { state, playback, isOpen, onOpen } = inUse;
  const zone = zoneName(useSettings());
  const { nowMs, isPlaying, speed, skipsIdle } = state;
  const hasRecording = replays.length > 0;
  return (
    <div className={css['controls']}>
      {hasRecording && (
        <Button look="primary" onClick={onToggle} aria-keyshortcuts="Space" className={css['playButton']}>
          {isPlaying ? <Pause size={15} aria-hidden="true" /> : <Play size={15} aria-hidden="true" />}
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
      )}
      <span className={css['clock']}>
        <strong>{formatTime(nowMs, zone)}</strong> {zoneLabel(nowMs, zone)}
        <span className={css['quiet']}>
          {formatDuration(Math.round((nowMs - startMs) / 1000) * 1000)} of {formatDuration(endMs - startMs)}
        </span>
      </span>
      {hasErrors && (
        <span className={css['pair']}>
          <Button look="icon" aria-label="Previous error" title="Previous error (N)" onClick={() => onNextError(-1)}>
            <SkipBack size={15} aria-hidden="true" />
          </Button>
          <Button onClick={() => onNextError(1)} aria-keyshortcuts="n" title="Next error (n)">
            <SkipForward size={15} aria-hidden="true" />
            Next error
          </Button>
        </span>
      )}
      {hasRecording && (
        <>
          <Menu
            name={`Speed: ${speed} ×`}
            label={`${speed} ×`}
            groups={[
              SPEEDS.map((offered) => ({
                id: String(offered),
                label: `${offered} ×`,
                checked: offered === speed,
                onSelect: () => playback.setSpeed(offered),
              })),
            ]}
          />
          <Button aria-pressed={skipsIdle} onClick={() => playback.setSkipsIdle(!skipsIdle)}>
            Skip idle
          </Button>
          <Button
            aria-pressed={isOpen}
            onClick={() => onOpen(!isOpen)}
            title="Loads images, styles and fonts from the site that was recorded; it sees who asks"
          >
            Load images
          </Button>
          <RecordingMenu inUse={inUse} replays={replays} zone={zone} />
        </>
      )}
    </div>
  );
}

/** Each loading of a page is a recording of its own, and several tabs make several at a time. */
function RecordingMenu({
  inUse: { state, playback },
  replays,
  zone,
}: Pick<ControlsProps, 'inUse' | 'replays'> & { readonly zone: string }): ReactElement | null {
  if (replays.length < 2) return null;
  const at = replays.findIndex(({ replayId }) => replayId === state.replay?.replayId);
  const said = at === -1 ? `${replays.length} recordings` : `Recording ${at + 1} of ${replays.length}`;
  return (
    <Menu
      name={said}
      label={said}
      groups={[
        replays.map(({ replayId, startMs, endMs }) => ({
          id: replayId,
          label: `${formatTime(startMs, zone)}, ${formatDuration(endMs - startMs)}`,
          checked: replayId === state.replay?.replayId,
          onSelect: () => playback.choose(replayId),
        })),
      ]}
    />
  );
}

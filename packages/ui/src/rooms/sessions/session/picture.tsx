import { VideoOff } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Recording, SessionSummary } from '../../../ask/types.ts';
import { Button } from '../../../parts/button.tsx';
import { formatCount } from '../../../parts/format.ts';
import { StatusMark } from '../../../parts/status.tsx';
import css from './session.module.css';
import type { PlaybackInUse } from './use-playback.ts';

export interface PictureProps {
  readonly inUse: PlaybackInUse;
  readonly session: SessionSummary;
  readonly replays: readonly Recording[];
}

/** What the person saw at this moment, or why it cannot be seen. */
export function Picture({ inUse, session, replays }: PictureProps): ReactElement {
  const { state, playback, frame, path } = inUse;
  if (replays.length === 0) return <NoRecording isSampled={session.isSampled} />;
  const isHidden = state.replay === null || state.problem !== null;
  return (
    <div className={css['picture']} style={{ aspectRatio: ratioOf(state.size) }}>
      {/* Nothing in it can be reached by keys: it is a picture that moves. */}
      <iframe
        key={path}
        ref={frame}
        src={path}
        title="Recording of the page"
        tabIndex={-1}
        className={isHidden ? css['hiddenFrame'] : css['frame']}
      />
      {state.isLoading && <p className={css['over']}>Loading the recording …</p>}
      {state.problem !== null && (
        <div role="alert" className={css['over']}>
          <StatusMark kind="error" />
          The recording cannot be shown: {state.problem}
          <Button onClick={() => playback.seek(state.nowMs)}>Try again</Button>
        </div>
      )}
      {state.replay === null && state.problem === null && (
        <p className={css['over']}>Nothing was recorded at this moment.</p>
      )}
      {state.lost > 0 && (
        <p className={css['lost']}>
          <StatusMark kind="warn" />
          {formatCount(state.lost)} {state.lost === 1 ? 'piece' : 'pieces'} of this recording did not arrive: what is
          shown may be wrong until the next full picture.
        </p>
      )}
    </div>
  );
}

/** As it was recorded, within reason. */
function ratioOf(size: PlaybackInUse['state']['size']): number {
  return size === null ? 1.6 : Math.min(Math.max(size.width / size.height, 0.6), 2.4);
}

function NoRecording({ isSampled }: { readonly isSampled: boolean }): ReactElement {
  return (
    <div className={css['noRecording']}>
      <VideoOff size={20} aria-hidden="true" />
      <h2>This session was not recorded</h2>
      {isSampled ? (
        <p>
          The page records where it is started with <code>replay: true</code>. What happened stands in the list.
        </p>
      ) : (
        <p>It is not in the sample: of such a session only its start, its end and its errors are kept.</p>
      )}
    </div>
  );
}

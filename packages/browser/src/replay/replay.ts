import { isSampled } from '../assemble/sampling.ts';
import type { Capture, Page, Session } from '../capture.ts';
import { type ReplayOptions, resolveReplayOptions } from './options.ts';
import type { Recorder, StartRecorder } from './recorder.ts';
import { whenIdle } from '../page/when-idle.ts';

/** The capture that records the page. */
export interface Replay extends Capture {
  /** Sends the last minute, where it is only kept, and whatever follows. */
  send(): void;
  /** Ends the recording until the next page. */
  stop(): void;
}

/** Where the recorder comes from: the module `@sightglass/browser/replay`. */
export type LoadRecorder = () => Promise<{ readonly startRecorder: StartRecorder }>;

/**
 * Records what people see, masked: decides whether to, and loads the recorder when the page has loaded and has nothing else to do.
 *
 * @param load how to get the recorder, where the page's bundler does not make a file of it by itself.
 * @throws RangeError, TypeError for a wrong option.
 */
export function replay(given: ReplayOptions = {}, load: LoadRecorder = loadRecorder): Replay {
  const options = resolveReplayOptions(given);
  let recorder: Recorder | undefined;
  let recorded: Session['id'] | undefined;
  let [isWanted, isStopped] = [false, false];

  const begin = async (page: Page, session: Session): Promise<void> => {
    if (isStopped || recorded === session.id) return;
    recorder?.stop();
    [recorder, recorded] = [undefined, session.id];
    const isChosen = isSampled(session.id, options.sampleRatio);
    if (!isChosen && !options.onError) return;
    const { startRecorder } = await load();
    // The session may be another one by now, or nobody wants it any more.
    if (isStopped || recorded !== session.id) return;
    recorder = startRecorder(page, options, { session, isWaiting: !isChosen && !isWanted });
  };
  const send = (): void => {
    isWanted = true;
    recorder?.send();
  };
  return {
    name: 'replay',
    start(page) {
      const beginGuarded = page.guarded((session: Session) => void begin(page, session).catch(page.guarded(rethrow)));
      const beginNow = (): void => {
        const session = page.session();
        if (session) beginGuarded(session);
        page.on('session', beginGuarded);
      };
      const onLoad = (): void => void whenIdle(page).then(beginNow);
      if (document.readyState === 'complete') onLoad();
      else page.listen(globalThis, 'load', onLoad, { once: true });
      if (options.onError) page.on('error', send);
      page.onStop(() => {
        isStopped = true;
      });
    },
    send,
    stop() {
      isStopped = true;
      recorder?.stop();
    },
  };
}

const loadRecorder: LoadRecorder = () => import('./recorder/start-recorder.ts');

function rethrow(error: unknown): never {
  throw error;
}

import type { Attributes, Client } from '@sightglass/otlp';
import type { Recorder } from '../assemble/record.ts';
import type { Sessions } from '../assemble/session.ts';
import type { PageUser } from '../assemble/user.ts';
import type { PageEvents, View } from '../capture.ts';
import type { Faults } from './faults.ts';

/** What all captures of a page share. */
export interface Kernel {
  readonly client: Client;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly now: () => number;
  readonly redact: (url: string) => string;
  /** Told on the console where it was asked for. */
  readonly warn: (name: string, error: unknown) => void;
  /** Takes away all that is listened to. */
  readonly stopping: AbortController;
  readonly stops: (() => void)[];
  /** Hand out entries that observers have not told of yet. */
  readonly records: (() => void)[];
  readonly isOwn: (url: string) => boolean;
  readonly listeners: Map<keyof PageEvents, ((event: never) => void)[]>;
  view: View;
  attributes: Attributes;
  user: PageUser | null;
}

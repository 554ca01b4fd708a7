import {
  ATTR_SESSION_ID,
  ATTR_SIGHTGLASS_REPLAY_EVENTS,
  ATTR_SIGHTGLASS_REPLAY_FIRST_TS,
  ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT,
  ATTR_SIGHTGLASS_REPLAY_ID,
  ATTR_SIGHTGLASS_REPLAY_LAST_TS,
  ATTR_SIGHTGLASS_REPLAY_PART,
  ATTR_SIGHTGLASS_REPLAY_SEQ,
  EVENT_SIGHTGLASS_REPLAY_CHUNK,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Attributes } from '@sightglass/otlp';
import type { Page } from '../../capture.ts';
import type { Line } from './line.ts';
import type { Pack } from './pack.ts';
import { FULL_SNAPSHOT, META } from './rrweb-values.ts';

/** Characters of a body: what leaves with a page has to fit into 60 KB with what is around it. */
const MAX_BODY = 50_000;
/** Characters that wait for more, at most: they may have to leave with the page as they are. */
const ENOUGH = 40_000;
/** Milliseconds that an event waits for more, at most. */
const DELAY_MS = 5000;
/** Chunks that wait to be packed, at most. */
const MAX_WAITING = 200;

const SCOPE = { name: `${SCOPE_BROWSER}/replay` };

/** Sends a recording in chunks, in order. */
export interface Chunks {
  add(line: Line): void;
  /** Sends all that waits, at once and as it is: there may be no later. */
  leave(): void;
}

/** What is sent together. */
interface Chunk {
  readonly lines: Line[];
  size: number;
}

/** @param onFull told when more waits than can be held; nothing more is taken. */
export function createChunks(page: Page, sessionId: string, pack: Pack, onFull: () => void): Chunks {
  const replayId = createUuidV7(page.now());
  const waiting: Chunk[] = [];
  let growing: Chunk = { lines: [], size: 0 };
  let seq = 0;
  let isPacking = false;

  const send = ({ lines }: Chunk, body: string): void => {
    const parts = Math.ceil(body.length / MAX_BODY);
    const attributes: Attributes = {
      // The session may be another one by now.
      [ATTR_SESSION_ID]: sessionId,
      [ATTR_SIGHTGLASS_REPLAY_ID]: replayId,
      [ATTR_SIGHTGLASS_REPLAY_FIRST_TS]: lines[0]?.time,
      [ATTR_SIGHTGLASS_REPLAY_LAST_TS]: lines.at(-1)?.time,
      [ATTR_SIGHTGLASS_REPLAY_EVENTS]: lines.length,
      [ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT]: lines.some(({ type }) => type === FULL_SNAPSHOT),
    };
    for (let part = 0; part < parts; part++) {
      const record = {
        eventName: EVENT_SIGHTGLASS_REPLAY_CHUNK,
        time: lines[0]?.time ?? page.now(),
        body: body.slice(part * MAX_BODY, (part + 1) * MAX_BODY),
        attributes: {
          ...attributes,
          [ATTR_SIGHTGLASS_REPLAY_SEQ]: seq,
          ...(parts > 1 && { [ATTR_SIGHTGLASS_REPLAY_PART]: `${part + 1}/${parts}` }),
        },
      };
      page.addLog(SCOPE, record, true);
      seq++;
    }
  };
  const textOf = ({ lines }: Chunk): string => `[${lines.map(({ json }) => json).join()}]`;
  const next = (): void => {
    const [chunk] = waiting;
    if (!chunk || isPacking) return;
    isPacking = true;
    const text = textOf(chunk);
    void pack(text)
      .catch(() => text)
      .then(
        page.guarded((body) => {
          isPacking = false;
          // Unless it has left meanwhile, as it was.
          if (waiting[0] === chunk) {
            waiting.shift();
            send(chunk, body);
          }
          next();
        }),
      );
  };
  const cut = (): void => {
    if (growing.lines.length === 0) return;
    waiting.push(growing);
    growing = { lines: [], size: 0 };
    next();
  };
  return {
    add(line) {
      if (waiting.length > MAX_WAITING) return onFull();
      // The event before a snapshot tells of the size of the window: a chunk from which play can begin has nothing before it.
      if (line.type === META || growing.size + line.json.length > ENOUGH) cut();
      const chunk = growing;
      if (chunk.lines.push(line) === 1) page.after(DELAY_MS, () => chunk === growing && cut());
      chunk.size += line.json.length;
      // A snapshot is what the rest is nothing without.
      if (chunk.size > ENOUGH || line.type === FULL_SNAPSHOT) cut();
    },
    leave() {
      if (growing.lines.length > 0) waiting.push(growing);
      growing = { lines: [], size: 0 };
      // Each until it is sent: where Firefox stops what a page does as it is left, its next listener goes on here.
      for (; waiting[0]; waiting.shift()) send(waiting[0], textOf(waiting[0]));
    },
  };
}

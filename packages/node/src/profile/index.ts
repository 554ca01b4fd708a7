// Loaded when the first profile is taken: most programs never need it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { context, logs, SeverityNumber, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import {
  ATTR_LOG_RECORD_UID,
  ATTR_SIGHTGLASS_PROFILE_FILE,
  ATTR_SIGHTGLASS_PROFILE_ID,
  ATTR_SIGHTGLASS_PROFILE_KIND,
  EVENT_PROFILE_TAKEN,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { AGENT_VERSION } from '../version.ts';
import { startCpuProfile } from './cpu.ts';
import { startHeapProfile } from './heap.ts';
import { markSpans } from './mark-spans.ts';
import { encodePprof } from './pprof.ts';
import { topFunctions } from './stacks.ts';
import type { ProfileKind, TakenProfile } from './taken-profile.ts';

/** Functions that are named beside the file. */
const TOP = 10;

/** A profile that is being taken. Both of these end it, and throw what went wrong. */
export interface RunningProfile {
  finish(): Promise<TakenProfile>;
  /** The same without waiting, for the end of the process; also where `finish` has begun to write it. */
  finishNow(): void;
}

/** @throws where the profiler cannot run, as in a Node that was built without its inspector. */
export function startProfile(kind: ProfileKind, folder: string): RunningProfile {
  const startedMs = Date.now();
  const began = performance.now();
  const id = createUuidV7(startedMs);
  const of = context.active();
  const stop = kind === 'cpu' ? startCpuProfile() : startHeapProfile();
  const stopMarking = markSpans(id);
  const name = `sightglass-${kind}-${new Date(startedMs).toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}-${id}.pb.gz`;
  const file = join(resolve(folder), name);

  const end = (): { taken: TakenProfile; bytes: Uint8Array } => {
    stopMarking();
    const stacks = stop();
    const durationMs = performance.now() - began;
    const comments = [`sightglass profile ${id}`];
    const bytes = encodePprof(stacks, { startedMs, durationMs, labels: labelsOf(of), comments });
    return { taken: { id, kind, file, durationMs, top: topFunctions(stacks, TOP) }, bytes };
  };
  let ended: ReturnType<typeof end> | undefined;
  let isWritten = false;
  const written = (taken: TakenProfile): TakenProfile => {
    if (!isWritten) tell(taken, of);
    isWritten = true;
    return taken;
  };
  return {
    finish: async () => {
      const { taken, bytes } = (ended ??= end());
      // Where it cannot be made, the file cannot either, which says why. Not with its parents: in `/proc` that never ends.
      await mkdir(folder).catch(() => {});
      await writeFile(file, await promisify(gzip)(bytes));
      return written(taken);
    },
    finishNow: () => {
      const { taken, bytes } = (ended ??= end());
      if (isWritten) return;
      makeFolder(folder);
      writeFileSync(file, gzipSync(bytes));
      written(taken);
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch {
    // As above.
  }
}

/** Labels of samples as pprof's readers show them: the span in which the profile was asked for. */
function labelsOf(of: Context): Readonly<Record<string, string>> {
  const span = trace.getSpanContext(of);
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function tell({ id, kind, file, top }: TakenProfile, of: Context): void {
  const timestamp = Date.now();
  logs.getLogger(`${SCOPE_NODE}/profile`, AGENT_VERSION).emit({
    eventName: EVENT_PROFILE_TAKEN,
    timestamp,
    severityNumber: SeverityNumber.INFO,
    context: of,
    body: top.map(({ where, share }) => `${(share * 100).toFixed(1)} % ${where}`).join('\n'),
    attributes: {
      [ATTR_LOG_RECORD_UID]: createUuidV7(timestamp),
      [ATTR_SIGHTGLASS_PROFILE_ID]: id,
      [ATTR_SIGHTGLASS_PROFILE_KIND]: kind,
      [ATTR_SIGHTGLASS_PROFILE_FILE]: file,
    },
  });
}

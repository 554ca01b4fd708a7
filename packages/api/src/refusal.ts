import { diag } from '@opentelemetry/api';
import type { Counter, Meter } from '@opentelemetry/api';
import { currentMeter } from './meter.ts';
import { METRIC_SIGHTGLASS_SDK_DROPPED } from './semconv/metrics.ts';
import { ATTR_SIGHTGLASS_DROP_REASON, ATTR_SIGHTGLASS_SIGNAL } from './semconv/runtime.ts';
import { SCOPE_API } from './semconv/scopes.ts';
import type { DropReason, DroppedSignal } from './semconv/values.ts';

/** Most causes that are remembered; a program that errs in more ways than this has been told enough. */
const MAX_CAUSES = 100;
const MAX_SHOWN_CHARACTERS = 80;

const told = new Set<string>();

/** Warns through OpenTelemetry's `diag`, once for each cause. Never throws, never writes to the console itself. */
export function warnOnce(cause: string, text: string): void {
  if (told.has(cause) || told.size > MAX_CAUSES) return;
  told.add(cause);
  const last = told.size > MAX_CAUSES ? ' (no further warnings of monitor are shown)' : '';
  try {
    diag.warn(`${SCOPE_API}: ${text}${last}`);
  } catch {
    // The logger belongs to the host; where it fails there is nobody left to tell.
  }
}

let countedBy: Meter | undefined;
let counter: Counter | undefined;

/** Counts one record that was not sent in `sightglass.sdk.dropped`, where an SDK takes metrics. Never throws. */
function countDropped(signal: DroppedSignal, reason: DropReason): void {
  try {
    const meter = currentMeter();
    if (meter === undefined) return;
    if (meter !== countedBy) {
      countedBy = meter;
      counter = meter.createCounter(METRIC_SIGHTGLASS_SDK_DROPPED, {
        unit: '{record}',
        description: 'What an SDK lost, by signal and reason.',
      });
    }
    counter?.add(1, { [ATTR_SIGHTGLASS_SIGNAL]: signal, [ATTR_SIGHTGLASS_DROP_REASON]: reason });
  } catch (error) {
    warnOnce('count', `a dropped record could not be counted: ${show(error)}`);
  }
}

/** Drops one record: warns once for the cause and counts it. */
export function refuse(signal: DroppedSignal, cause: string, text: string, reason: DropReason = 'unsendable'): void {
  warnOnce(cause, text);
  countDropped(signal, reason);
}

/** A value as text for a warning, short, whatever it is. Never throws. */
export function show(value: unknown): string {
  try {
    if (typeof value === 'string') return JSON.stringify(shorten(value));
    if (value instanceof Error) return shorten(`${value.name}: ${value.message}`);
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
    return typeof value === 'function' ? 'a function' : String(value);
  } catch {
    return 'something that cannot be shown';
  }
}

/** How a call of monitor is named in warnings. */
export function callText(method: string, name: unknown): string {
  return `monitor.${method}(${show(name)})`;
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

import * as events from './events.ts';

const RESERVED: ReadonlySet<string> = /* @__PURE__ */ new Set(Object.values(events));

/**
 * Whether a name is one of the events in this vocabulary (`EVENT_…`). Such a name belongs to the SDK that makes the event:
 * `track()` and `monitor.event()` refuse it, because the server would take the record for something that it is not.
 */
export function isReservedEventName(name: string): boolean {
  return RESERVED.has(name);
}

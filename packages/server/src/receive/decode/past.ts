/** Log records that are kept although they are older than log records are: those that say what people did, and what was delivered. */
import {
  EVENT_BROWSER_WEB_VITAL,
  EVENT_CHANGE_DEPLOYED,
  EVENT_COVERAGE_FILE,
  EVENT_DEPLOYMENT_FINISHED,
  EVENT_INCIDENT_OPENED,
  EVENT_INCIDENT_RESOLVED,
  EVENT_QUALITY_FINDING,
  EVENT_QUALITY_REPORT,
  EVENT_TEST_CASE,
  EVENT_USER_IDENTIFY,
  SCOPE_BROWSER,
  SCOPE_USAGE,
} from '@sightglass/api/semconv';
import type { Past } from './times.ts';

/** As the views of the schema ask for them. */
const USAGE_SCOPES: ReadonlySet<string> = new Set([SCOPE_USAGE, `${SCOPE_BROWSER}/navigation`]);
const USAGE_EVENTS: ReadonlySet<string> = new Set([EVENT_USER_IDENTIFY, EVENT_BROWSER_WEB_VITAL]);
const DELIVERY_EVENTS: ReadonlySet<string> = new Set([
  EVENT_DEPLOYMENT_FINISHED,
  EVENT_CHANGE_DEPLOYED,
  EVENT_INCIDENT_OPENED,
  EVENT_INCIDENT_RESOLVED,
  EVENT_QUALITY_REPORT,
  EVENT_QUALITY_FINDING,
  EVENT_COVERAGE_FILE,
  EVENT_TEST_CASE,
]);

/**
 * Whether an event is kept longer than log records.
 *
 * @param instant its time, in nanoseconds since the epoch.
 */
export function isOfPast(past: Past | undefined, scope: string, event: string, instant: bigint): boolean {
  if (past === undefined || event === '') return false;
  if (instant >= past.delivery && DELIVERY_EVENTS.has(event)) return true;
  return instant >= past.usage && (USAGE_SCOPES.has(scope) || USAGE_EVENTS.has(event));
}

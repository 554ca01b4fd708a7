/**
 * Names of events: log records with an EventName. The scope (`InstrumentationScope.name`) says who made one.
 */

/**
 * An error that was captured. Severity ERROR (17); FATAL (21) when the process ends, WARN (13) when the program
 * handled it. [`@sightglass/errors`; OTel stable]
 *
 * Attributes: ATTR_EXCEPTION_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE,
 * ATTR_SIGHTGLASS_EXCEPTION_HANDLED, ATTR_SIGHTGLASS_EXCEPTION_MECHANISM, ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT,
 * ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS, ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS, ATTR_SIGHTGLASS_EXCEPTION_CAUSES,
 * ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED, ATTR_SIGHTGLASS_TAG, ATTR_SIGHTGLASS_CONTEXT.
 */
export const EVENT_EXCEPTION = 'exception';

/**
 * A message that the program captured, text in the body, with the severity it gave. [`@sightglass/errors`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_EXCEPTION_MECHANISM, ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT,
 * ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS, ATTR_SIGHTGLASS_TAG, ATTR_SIGHTGLASS_CONTEXT.
 */
export const EVENT_SIGHTGLASS_MESSAGE = 'sightglass.message';

/**
 * A line of `console.error` or `console.warn`, text in the body, where asked for. [`@sightglass/errors`,
 * `@sightglass/browser/console`; ours]
 *
 * Attributes: ATTR_LOG_RECORD_UID.
 */
export const EVENT_SIGHTGLASS_CONSOLE = 'sightglass.console';

/**
 * A call that failed or was answered with 500 or more (4xx by option). [`@sightglass/browser/requests`,
 * `@sightglass/node`; ours]
 *
 * Attributes: ATTR_HTTP_REQUEST_METHOD, ATTR_URL_FULL, ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE.
 */
export const EVENT_SIGHTGLASS_REQUEST_FAILED = 'sightglass.request.failed';

/**
 * A resource of the page that did not load. [`@sightglass/browser/errors`; ours]
 *
 * Attributes: ATTR_URL_FULL, ATTR_SIGHTGLASS_RESOURCE_KIND, ATTR_SIGHTGLASS_RESOURCE_ELEMENT.
 */
export const EVENT_SIGHTGLASS_RESOURCE_FAILED = 'sightglass.resource.failed';

/**
 * Something that the content security policy blocked. [`@sightglass/browser/errors`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_CSP_DIRECTIVE, ATTR_SIGHTGLASS_CSP_BLOCKED_URL, ATTR_URL_FULL, ATTR_CODE_FILE_PATH,
 * ATTR_CODE_LINE_NUMBER.
 */
export const EVENT_SIGHTGLASS_CSP_VIOLATION = 'sightglass.csp.violation';

/**
 * A deprecation or intervention that the browser reports, text in the body. [`@sightglass/browser/errors`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_REPORT_KIND, ATTR_URL_FULL, ATTR_CODE_FILE_PATH, ATTR_CODE_LINE_NUMBER.
 */
export const EVENT_SIGHTGLASS_REPORT = 'sightglass.report';

/**
 * A session began; sent for every session with consent, also those not sampled, because rates of sessions would be
 * wrong otherwise. [`@sightglass/browser/session`; OTel development]
 *
 * Attributes: ATTR_SESSION_ID, ATTR_SESSION_PREVIOUS_ID, ATTR_SIGHTGLASS_SESSION_SAMPLED.
 */
export const EVENT_SESSION_START = 'session.start';

/**
 * A session ended; timed at its last event, sent when the next one begins or on the way out.
 * [`@sightglass/browser/session`; OTel development]
 *
 * Attributes: ATTR_SESSION_ID, ATTR_SESSION_PREVIOUS_ID, ATTR_SIGHTGLASS_SESSION_DURATION_MS,
 * ATTR_SIGHTGLASS_SESSION_PAGES, ATTR_SIGHTGLASS_SESSION_ERRORS.
 */
export const EVENT_SESSION_END = 'session.end';

/**
 * One web vital of one page view, its final value. [`@sightglass/browser/web-vitals`; OTel development]
 *
 * Attributes: ATTR_BROWSER_WEB_VITAL_NAME, ATTR_BROWSER_WEB_VITAL_VALUE, ATTR_BROWSER_WEB_VITAL_DELTA,
 * ATTR_BROWSER_WEB_VITAL_ID, ATTR_BROWSER_WEB_VITAL_RATING, ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE,
 * ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT, ATTR_SIGHTGLASS_WEB_VITAL_URL, ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE,
 * ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT, ATTR_SIGHTGLASS_WEB_VITAL_PARTS.
 */
export const EVENT_BROWSER_WEB_VITAL = 'browser.web_vital';

/**
 * A page view, also a change of route within a page. [`@sightglass/browser/navigation`; ours]
 *
 * Attributes: ATTR_URL_FULL, ATTR_URL_PATH, ATTR_SIGHTGLASS_PAGE_ID, ATTR_SIGHTGLASS_PAGE_ROUTE,
 * ATTR_SIGHTGLASS_REFERRER, ATTR_SIGHTGLASS_NAVIGATION_TYPE.
 */
export const EVENT_BROWSER_NAVIGATION = 'browser.navigation';

/**
 * Where the time of a page load went. [`@sightglass/browser/navigation`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_NAVIGATION_DNS_MS, ATTR_SIGHTGLASS_NAVIGATION_CONNECT_MS,
 * ATTR_SIGHTGLASS_NAVIGATION_REQUEST_MS, ATTR_SIGHTGLASS_NAVIGATION_RESPONSE_MS,
 * ATTR_SIGHTGLASS_NAVIGATION_DOM_INTERACTIVE_MS, ATTR_SIGHTGLASS_NAVIGATION_DOM_CONTENT_LOADED_MS,
 * ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS.
 */
export const EVENT_BROWSER_NAVIGATION_TIMING = 'browser.navigation_timing';

/**
 * A resource that the page loaded; sampled, but failed and slow ones always. [`@sightglass/browser/resources`; ours]
 *
 * Attributes: ATTR_URL_FULL, ATTR_SIGHTGLASS_RESOURCE_KIND, ATTR_SIGHTGLASS_RESOURCE_DURATION_MS,
 * ATTR_SIGHTGLASS_RESOURCE_TRANSFER_SIZE, ATTR_SIGHTGLASS_RESOURCE_SAMPLE_RATIO, ATTR_HTTP_RESPONSE_STATUS_CODE.
 */
export const EVENT_BROWSER_RESOURCE_TIMING = 'browser.resource_timing';

/**
 * An entry that a program, or the class `RealUserMonitoring`, has recorded by itself. [`@sightglass/browser/entries`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_ENTRY_TYPE, ATTR_SIGHTGLASS_ENTRY_NAME, ATTR_SIGHTGLASS_ENTRY_DURATION_MS,
 * ATTR_SIGHTGLASS_ENTRY_METADATA.
 */
export const EVENT_SIGHTGLASS_ENTRY = 'sightglass.entry';

/**
 * A frame of more than 200 ms, or one that blocked input. [`@sightglass/browser/animation-frames`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS, ATTR_SIGHTGLASS_ANIMATION_FRAME_BLOCKING_MS,
 * ATTR_SIGHTGLASS_ANIMATION_FRAME_SCRIPTS.
 */
export const EVENT_BROWSER_LONG_ANIMATION_FRAME = 'browser.long_animation_frame';

/**
 * A click, with the path of the element and its text only where allowed; sent by usage where browser is not installed.
 * [`@sightglass/browser/interactions`, `@sightglass/usage`; OTel development]
 *
 * Attributes: ATTR_APP_WIDGET_ID, ATTR_APP_WIDGET_NAME, ATTR_APP_SCREEN_ID, ATTR_APP_SCREEN_NAME,
 * ATTR_APP_SCREEN_COORDINATE_X, ATTR_APP_SCREEN_COORDINATE_Y, ATTR_SIGHTGLASS_CLICK_KIND.
 */
export const EVENT_APP_WIDGET_CLICK = 'app.widget.click';

/**
 * A piece of a session recording: events, gzip, base64 in the body. [`@sightglass/browser/replay`; ours]
 *
 * Attributes: ATTR_SESSION_ID, ATTR_SIGHTGLASS_REPLAY_ID, ATTR_SIGHTGLASS_REPLAY_SEQ, ATTR_SIGHTGLASS_REPLAY_FIRST_TS,
 * ATTR_SIGHTGLASS_REPLAY_LAST_TS, ATTR_SIGHTGLASS_REPLAY_EVENTS, ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT, ATTR_SIGHTGLASS_REPLAY_PART.
 */
export const EVENT_SIGHTGLASS_REPLAY_CHUNK = 'sightglass.replay.chunk';

/**
 * Who is behind an anonymous id, from now on and before. [`@sightglass/usage`; ours]
 *
 * Attributes: ATTR_ENDUSER_PSEUDO_ID, ATTR_USER_ID, ATTR_SIGHTGLASS_TRAITS.
 */
export const EVENT_USER_IDENTIFY = 'user.identify';

/**
 * A group that the person belongs to. [`@sightglass/usage`; ours]
 *
 * Attributes: ATTR_ENDUSER_PSEUDO_ID, ATTR_USER_ID, ATTR_SIGHTGLASS_GROUP_TYPE, ATTR_SIGHTGLASS_GROUP_KEY,
 * ATTR_SIGHTGLASS_TRAITS.
 */
export const EVENT_GROUP_IDENTIFY = 'group.identify';

/**
 * A person was shown a variant of a flag. [`@sightglass/usage`; OTel development]
 *
 * Attributes: ATTR_FEATURE_FLAG_KEY, ATTR_FEATURE_FLAG_RESULT_VARIANT, ATTR_FEATURE_FLAG_RESULT_VALUE,
 * ATTR_FEATURE_FLAG_RESULT_REASON, ATTR_FEATURE_FLAG_CONTEXT_ID, ATTR_FEATURE_FLAG_PROVIDER_NAME.
 */
export const EVENT_FEATURE_FLAG_EVALUATION = 'feature_flag.evaluation';

/**
 * One deployment, ended well or not. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_DEPLOYMENT_ID, ATTR_DEPLOYMENT_NAME, ATTR_DEPLOYMENT_STATUS, ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
 * ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION, ATTR_VCS_REPOSITORY_URL_FULL, ATTR_VCS_REF_HEAD_REVISION,
 * ATTR_VCS_REF_BASE_REVISION, ATTR_SIGHTGLASS_DEPLOYMENT_STARTED_AT, ATTR_SIGHTGLASS_DEPLOYMENT_FINISHED_AT,
 * ATTR_SIGHTGLASS_DEPLOYMENT_ROLLBACK.
 */
export const EVENT_DEPLOYMENT_FINISHED = 'deployment.finished';

/**
 * One commit of a deployment. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_DEPLOYMENT_ID, ATTR_VCS_REF_HEAD_REVISION, ATTR_VCS_CHANGE_ID, ATTR_SIGHTGLASS_CHANGE_KIND,
 * ATTR_SIGHTGLASS_CHANGE_AUTHOR, ATTR_SIGHTGLASS_CHANGE_AUTHORED_AT, ATTR_SIGHTGLASS_CHANGE_COMMITTED_AT,
 * ATTR_SIGHTGLASS_CHANGE_FIRST_COMMIT_AT.
 */
export const EVENT_CHANGE_DEPLOYED = 'change.deployed';

/**
 * An incident began. [`@sightglass/dora`, `@sightglass/server`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_INCIDENT_ID, ATTR_SIGHTGLASS_INCIDENT_CAUSE, ATTR_SERVICE_NAME, ATTR_DEPLOYMENT_ID.
 */
export const EVENT_INCIDENT_OPENED = 'incident.opened';

/**
 * An incident ended. [`@sightglass/dora`, `@sightglass/server`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_INCIDENT_ID, ATTR_SIGHTGLASS_INCIDENT_CAUSE, ATTR_SERVICE_NAME, ATTR_DEPLOYMENT_ID.
 */
export const EVENT_INCIDENT_RESOLVED = 'incident.resolved';

/**
 * What one run of one tool found in all. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_QUALITY_TOOL, ATTR_SIGHTGLASS_QUALITY_TOOL_VERSION, ATTR_SIGHTGLASS_QUALITY_FINDINGS,
 * ATTR_SIGHTGLASS_QUALITY_GATE, ATTR_SIGHTGLASS_COVERAGE_LINES_COVERED, ATTR_SIGHTGLASS_COVERAGE_LINES_TOTAL,
 * ATTR_VCS_REF_HEAD_REVISION.
 */
export const EVENT_QUALITY_REPORT = 'quality.report';

/**
 * One finding of a tool. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_FINDING_FINGERPRINT, ATTR_SIGHTGLASS_FINDING_LEVEL, ATTR_SIGHTGLASS_FINDING_STATE,
 * ATTR_SIGHTGLASS_FINDING_CVE, ATTR_SIGHTGLASS_QUALITY_TOOL, ATTR_SECURITY_RULE_NAME, ATTR_SECURITY_RULE_CATEGORY,
 * ATTR_SECURITY_RULE_REFERENCE, ATTR_ARTIFACT_PURL, ATTR_CODE_FILE_PATH, ATTR_CODE_LINE_NUMBER,
 * ATTR_CODE_COLUMN_NUMBER, ATTR_CODE_FUNCTION_NAME.
 */
export const EVENT_QUALITY_FINDING = 'quality.finding';

/**
 * Test coverage of one changed file. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_CODE_FILE_PATH, ATTR_SIGHTGLASS_COVERAGE_LINES_COVERED, ATTR_SIGHTGLASS_COVERAGE_LINES_TOTAL,
 * ATTR_VCS_REF_HEAD_REVISION.
 */
export const EVENT_COVERAGE_FILE = 'coverage.file';

/**
 * One test of a run; why it failed stands in `exception.*`. [`@sightglass/dora`; ours]
 *
 * Attributes: ATTR_TEST_SUITE_NAME, ATTR_TEST_CASE_NAME, ATTR_TEST_CASE_RESULT_STATUS,
 * ATTR_SIGHTGLASS_TEST_DURATION_MS, ATTR_EXCEPTION_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE,
 * ATTR_VCS_REF_HEAD_REVISION.
 */
export const EVENT_TEST_CASE = 'test.case';

/**
 * A health check changed its state. [`@sightglass/node`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_HEALTH_CHECK, ATTR_SIGHTGLASS_HEALTH_STATE.
 */
export const EVENT_HEALTH_CHANGED = 'health.changed';

/**
 * A profile was taken; its body names the functions that used most. [`@sightglass/node`; ours]
 *
 * Attributes: ATTR_SIGHTGLASS_PROFILE_ID, ATTR_SIGHTGLASS_PROFILE_KIND, ATTR_SIGHTGLASS_PROFILE_FILE.
 */
export const EVENT_PROFILE_TAKEN = 'profile.taken';

// Each by its name: of a module as a whole a bundler makes an object with a getter for each.
const RESERVED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  EVENT_APP_WIDGET_CLICK,
  EVENT_BROWSER_LONG_ANIMATION_FRAME,
  EVENT_BROWSER_NAVIGATION,
  EVENT_BROWSER_NAVIGATION_TIMING,
  EVENT_BROWSER_RESOURCE_TIMING,
  EVENT_BROWSER_WEB_VITAL,
  EVENT_CHANGE_DEPLOYED,
  EVENT_COVERAGE_FILE,
  EVENT_DEPLOYMENT_FINISHED,
  EVENT_EXCEPTION,
  EVENT_FEATURE_FLAG_EVALUATION,
  EVENT_GROUP_IDENTIFY,
  EVENT_HEALTH_CHANGED,
  EVENT_INCIDENT_OPENED,
  EVENT_INCIDENT_RESOLVED,
  EVENT_PROFILE_TAKEN,
  EVENT_QUALITY_FINDING,
  EVENT_QUALITY_REPORT,
  EVENT_SESSION_END,
  EVENT_SESSION_START,
  EVENT_SIGHTGLASS_CONSOLE,
  EVENT_SIGHTGLASS_CSP_VIOLATION,
  EVENT_SIGHTGLASS_ENTRY,
  EVENT_SIGHTGLASS_MESSAGE,
  EVENT_SIGHTGLASS_REPLAY_CHUNK,
  EVENT_SIGHTGLASS_REPORT,
  EVENT_SIGHTGLASS_REQUEST_FAILED,
  EVENT_SIGHTGLASS_RESOURCE_FAILED,
  EVENT_TEST_CASE,
  EVENT_USER_IDENTIFY,
]);

/**
 * Whether a name is one of the events in this vocabulary (`EVENT_…`). Such a name belongs to the SDK that makes the event:
 * `track()` and `monitor.event()` refuse it, because the server would take the record for something that it is not.
 */
export function isReservedEventName(name: string): boolean {
  return RESERVED.has(name);
}

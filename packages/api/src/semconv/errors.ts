/**
 * What went wrong, and what led to it.
 */

/**
 * Class of the failure, of low cardinality: an exception's name, a status code or `_OTHER`; absent where all went
 * well. [string; spans, metrics and events that failed; OTel stable]
 */
export const ATTR_ERROR_TYPE = 'error.type';
/** Class of the exception, such as `TypeError`. [string; event `exception`; OTel stable] */
export const ATTR_EXCEPTION_TYPE = 'exception.type';
/** Message of the exception. [string; event `exception`; OTel stable] */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message';
/** Stack trace, raw, in the runtime's own form. [string; event `exception`; OTel stable] */
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace';
/** Whether the program caught the exception itself. [boolean; event `exception`; ours] */
export const ATTR_SIGHTGLASS_EXCEPTION_HANDLED = 'sightglass.exception.handled';
/**
 * How it was seen: `onerror`, `unhandledrejection`, `uncaughtException`, `console`, `react`, `manual` and others.
 * [string; event `exception`; ours]
 */
export const ATTR_SIGHTGLASS_EXCEPTION_MECHANISM = 'sightglass.exception.mechanism';
/** Grouping that the user gave; takes the place of the computed one. [strings; event `exception`, where given; ours] */
export const ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT = 'sightglass.exception.fingerprint';
/** File of the stack trace to the debug id of its source map. [map; event `exception`, where known; ours] */
export const ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS = 'sightglass.exception.debug_ids';
/**
 * What led to it, oldest first, each `{t, category, message, level, data}`; at most 100 and 32 KiB in all, the newest
 * are kept. [maps; event `exception`; ours]
 */
export const ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS = 'sightglass.exception.breadcrumbs';
/** Chain of causes, outermost first, each `{type, message, stacktrace}`; at most 5. [maps; event `exception`; ours] */
export const ATTR_SIGHTGLASS_EXCEPTION_CAUSES = 'sightglass.exception.causes';
/** Errors of an AggregateError, each `{type, message, stacktrace}`; at most 5. [maps; event `exception`; ours] */
export const ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED = 'sightglass.exception.aggregated';
/** A tag to search by, given by the user. [string; events of errors; ours] */
export const ATTR_SIGHTGLASS_TAG = (key: string): string => `sightglass.tag.${key}`;
/** A block of context to read, given by the user. [map; events of errors; ours] */
export const ATTR_SIGHTGLASS_CONTEXT = (name: string): string => `sightglass.context.${name}`;

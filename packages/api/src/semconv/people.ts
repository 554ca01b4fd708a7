/**
 * Who did it, in which session, with what: people, sessions, what they do, flags.
 */

/** Session that the record belongs to. [string; browser and usage records; OTel development] */
export const ATTR_SESSION_ID = 'session.id';
/** Session that went before it. [string; events `session.start` and `session.end`; OTel development] */
export const ATTR_SESSION_PREVIOUS_ID = 'session.previous_id';
/** Whether the session's details are sent too; its start always is. [boolean; event `session.start`; ours] */
export const ATTR_SIGHTGLASS_SESSION_SAMPLED = 'sightglass.session.sampled';
/** From the session's first event to its last. [double, ms; event `session.end`; ours] */
export const ATTR_SIGHTGLASS_SESSION_DURATION_MS = 'sightglass.session.duration_ms';
/** Pages seen in the session. [int; event `session.end`; ours] */
export const ATTR_SIGHTGLASS_SESSION_PAGES = 'sightglass.session.pages';
/** Errors seen in the session. [int; event `session.end`; ours] */
export const ATTR_SIGHTGLASS_SESSION_ERRORS = 'sightglass.session.errors';
/** Identity of the person, given by the program. [string; where given; OTel development] */
export const ATTR_USER_ID = 'user.id';
/** Mail address of the person. [string; only if given and allowed; OTel development] */
export const ATTR_USER_EMAIL = 'user.email';
/** Short name of the person. [string; only if given and allowed; OTel development] */
export const ATTR_USER_NAME = 'user.name';
/** Full name of the person. [string; only if given and allowed; OTel development] */
export const ATTR_USER_FULL_NAME = 'user.full_name';
/** Hash that stands for the person where the id must not be sent. [string; where given; OTel development] */
export const ATTR_USER_HASH = 'user.hash';
/** Roles of the person. [strings; where given; OTel development] */
export const ATTR_USER_ROLES = 'user.roles';
/**
 * Identity of the person as an authenticating proxy tells it. [string; HTTP server spans, where given; OTel
 * client-side]
 */
export const ATTR_ENDUSER_ID = 'enduser.id';
/**
 * Anonymous id: the same person before anybody knows who it is. [string; browser and usage records; OTel client-side]
 */
export const ATTR_ENDUSER_PSEUDO_ID = 'enduser.pseudo.id';
/** Name of the flag. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_KEY = 'feature_flag.key';
/** System that decided. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_PROVIDER_NAME = 'feature_flag.provider.name';
/** Variant that was chosen. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_RESULT_VARIANT = 'feature_flag.result.variant';
/** Value that was chosen. [any; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_RESULT_VALUE = 'feature_flag.result.value';
/**
 * Why it was chosen: `static`, `targeting_match`, `split`, `error` and others. [string; event
 * `feature_flag.evaluation`; OTel development]
 */
export const ATTR_FEATURE_FLAG_RESULT_REASON = 'feature_flag.result.reason';
/**
 * For whom the flag was evaluated, often the anonymous id. [string; event `feature_flag.evaluation`; OTel development]
 */
export const ATTR_FEATURE_FLAG_CONTEXT_ID = 'feature_flag.context.id';
/** Set of flags that it belongs to. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_SET_ID = 'feature_flag.set.id';
/** Version of the rules that decided. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_VERSION = 'feature_flag.version';
/** What went wrong when the flag was evaluated. [string; event `feature_flag.evaluation`; OTel development] */
export const ATTR_FEATURE_FLAG_ERROR_MESSAGE = 'feature_flag.error.message';
/** Own properties of a usage event. [map; events of `track()`; ours] */
export const ATTR_SIGHTGLASS_PROPS = 'sightglass.props';
/** Facts about the person or group. [map; events `user.identify` and `group.identify`; ours] */
export const ATTR_SIGHTGLASS_TRAITS = 'sightglass.traits';
/** Kind of group, such as `company`. [string; event `group.identify`; ours] */
export const ATTR_SIGHTGLASS_GROUP_TYPE = 'sightglass.group.type';
/** Identity of the group within its kind. [string; event `group.identify`; ours] */
export const ATTR_SIGHTGLASS_GROUP_KEY = 'sightglass.group.key';
/** Page that led here, redacted as `url.full` is. [string; event `browser.navigation`, usage events; ours] */
export const ATTR_SIGHTGLASS_REFERRER = 'sightglass.referrer';

/**
 * What is seen in a page: its identity, navigation, vitals, interactions, replay.
 */

/** Brands and versions that the browser names. [strings; browser resource; OTel development] */
export const ATTR_BROWSER_BRANDS = 'browser.brands';
/** Platform that the browser names. [string; browser resource; OTel development] */
export const ATTR_BROWSER_PLATFORM = 'browser.platform';
/** Whether the browser says that it is mobile. [boolean; browser resource; OTel development] */
export const ATTR_BROWSER_MOBILE = 'browser.mobile';
/** Preferred language, such as `de-CH`. [string; browser resource; OTel development] */
export const ATTR_BROWSER_LANGUAGE = 'browser.language';
/** Address of the document, redacted as `url.full` is. [string; browser records; OTel development] */
export const ATTR_BROWSER_DOCUMENT_URL_FULL = 'browser.document.url.full';
/** Which vital: `lcp`, `inp`, `cls`, `fcp` or `ttfb`. [string; event `browser.web_vital`; OTel development] */
export const ATTR_BROWSER_WEB_VITAL_NAME = 'browser.web_vital.name';
/** Final value: milliseconds, for `cls` a plain score. [double; event `browser.web_vital`; OTel development] */
export const ATTR_BROWSER_WEB_VITAL_VALUE = 'browser.web_vital.value';
/** Change since the value was last reported. [double; event `browser.web_vital`; OTel development] */
export const ATTR_BROWSER_WEB_VITAL_DELTA = 'browser.web_vital.delta';
/** Identity of this measurement. [string; event `browser.web_vital`; OTel development] */
export const ATTR_BROWSER_WEB_VITAL_ID = 'browser.web_vital.id';
/** How good it is: `good`, `needs-improvement` or `poor`. [string; event `browser.web_vital`; OTel development] */
export const ATTR_BROWSER_WEB_VITAL_RATING = 'browser.web_vital.rating';
/**
 * How the page was reached: `navigate`, `reload`, `back-forward`, `back-forward-cache`, `prerender`, `restore`, `soft-navigation`.
 * [string; event `browser.web_vital`; OTel development]
 */
export const ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE = 'browser.web_vital.navigation_type';
/** Selector of the element that decided. [string; event `browser.web_vital`; ours] */
export const ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT = 'sightglass.web_vital.element';
/** Address of the resource that decided, redacted as `url.full` is. [string; event `browser.web_vital`; ours] */
export const ATTR_SIGHTGLASS_WEB_VITAL_URL = 'sightglass.web_vital.url';
/**
 * State of the page then: `loading`, `dom-interactive`, `dom-content-loaded` or `complete`. [string; event
 * `browser.web_vital`; ours]
 */
export const ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE = 'sightglass.web_vital.load_state';
/** Address of the longest script of the long animation frame. [string; event `browser.web_vital`; ours] */
export const ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT = 'sightglass.web_vital.script';
/**
 * What the value is made of, each in milliseconds: of `lcp` `ttfb`, `load_delay`, `load` and `render_delay`, of `inp`
 * `input_delay`, `processing` and `presentation`, of `ttfb` `waiting`, `cache`, `dns`, `connect` and `request`. [map;
 * event `browser.web_vital`; ours]
 */
export const ATTR_SIGHTGLASS_WEB_VITAL_PARTS = 'sightglass.web_vital.parts';
/** Identity of one page view. [string; browser records; ours] */
export const ATTR_SIGHTGLASS_PAGE_ID = 'sightglass.page.id';
/** Route template of the page, such as `/product/:id`; of low cardinality. [string; browser records; ours] */
export const ATTR_SIGHTGLASS_PAGE_ROUTE = 'sightglass.page.route';
/**
 * How the page was reached: `load`, `reload`, `back_forward`, `spa`, `bfcache` or `prerender`; `resume` where another
 * session began on a page that was open. [string; event `browser.navigation`; ours]
 */
export const ATTR_SIGHTGLASS_NAVIGATION_TYPE = 'sightglass.navigation.type';
/** Time of the name look-up. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_DNS_MS = 'sightglass.navigation.dns_ms';
/** Time to connect, TLS included. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_CONNECT_MS = 'sightglass.navigation.connect_ms';
/** From the request to the first byte of the answer. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_REQUEST_MS = 'sightglass.navigation.request_ms';
/** From the first byte to the last. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_RESPONSE_MS = 'sightglass.navigation.response_ms';
/** From the start to `domInteractive`. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_DOM_INTERACTIVE_MS = 'sightglass.navigation.dom_interactive_ms';
/** From the start to the end of `DOMContentLoaded`. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_DOM_CONTENT_LOADED_MS = 'sightglass.navigation.dom_content_loaded_ms';
/** From the start to the end of `load`. [double, ms; event `browser.navigation_timing`; ours] */
export const ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS = 'sightglass.navigation.load_ms';
/**
 * Who asked for the resource: `script`, `img`, `css`, `fetch` and others. [string; event `browser.resource_timing`,
 * `sightglass.resource.failed`; ours]
 */
export const ATTR_SIGHTGLASS_RESOURCE_KIND = 'sightglass.resource.kind';
/** From the start of the fetch to its end. [double, ms; event `browser.resource_timing`; ours] */
export const ATTR_SIGHTGLASS_RESOURCE_DURATION_MS = 'sightglass.resource.duration_ms';
/** Size on the wire; 0 when it came from a cache. [int, By; event `browser.resource_timing`; ours] */
export const ATTR_SIGHTGLASS_RESOURCE_TRANSFER_SIZE = 'sightglass.resource.transfer_size';
/**
 * Share of resources that are told, above 0 and at most 1: the record stands for one divided by this. 1 for what failed
 * or was slow, which is always told. [double; event `browser.resource_timing`; ours]
 */
export const ATTR_SIGHTGLASS_RESOURCE_SAMPLE_RATIO = 'sightglass.resource.sample_ratio';
/** Selector of the element that wanted the resource. [string; event `sightglass.resource.failed`; ours] */
export const ATTR_SIGHTGLASS_RESOURCE_ELEMENT = 'sightglass.resource.element';
/** Directive of the content security policy that was violated. [string; event `sightglass.csp.violation`; ours] */
export const ATTR_SIGHTGLASS_CSP_DIRECTIVE = 'sightglass.csp.directive';
/** Address that was blocked, redacted as `url.full` is. [string; event `sightglass.csp.violation`; ours] */
export const ATTR_SIGHTGLASS_CSP_BLOCKED_URL = 'sightglass.csp.blocked_url';
/** Kind of report: `deprecation` or `intervention`. [string; event `sightglass.report`; ours] */
export const ATTR_SIGHTGLASS_REPORT_KIND = 'sightglass.report.kind';
/** Kind of entry, as `resource` or `paint`. [string; event `sightglass.entry`; ours] */
export const ATTR_SIGHTGLASS_ENTRY_TYPE = 'sightglass.entry.type';
/** Name of the entry; addresses redacted as `url.full` is. [string; event `sightglass.entry`; ours] */
export const ATTR_SIGHTGLASS_ENTRY_NAME = 'sightglass.entry.name';
/** How long it took. [double, ms; event `sightglass.entry`; ours] */
export const ATTR_SIGHTGLASS_ENTRY_DURATION_MS = 'sightglass.entry.duration_ms';
/** What else is known of it, beside session, user and page. [map; event `sightglass.entry`; ours] */
export const ATTR_SIGHTGLASS_ENTRY_METADATA = 'sightglass.entry.metadata';
/** Length of the long animation frame. [double, ms; event `browser.long_animation_frame`; ours] */
export const ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS = 'sightglass.animation_frame.duration_ms';
/** How long it blocked input. [double, ms; event `browser.long_animation_frame`; ours] */
export const ATTR_SIGHTGLASS_ANIMATION_FRAME_BLOCKING_MS = 'sightglass.animation_frame.blocking_ms';
/**
 * Its longest scripts, each `{url, function, duration_ms}`, longest first; at most 3. [maps; event
 * `browser.long_animation_frame`; ours]
 */
export const ATTR_SIGHTGLASS_ANIMATION_FRAME_SCRIPTS = 'sightglass.animation_frame.scripts';
/** Identity of the element, its path of selectors. [string; event `app.widget.click`; OTel development] */
export const ATTR_APP_WIDGET_ID = 'app.widget.id';
/** Text of the element. [string; event `app.widget.click`, where allowed; OTel development] */
export const ATTR_APP_WIDGET_NAME = 'app.widget.name';
/** Identity of the screen. [string; event `app.widget.click`; OTel development] */
export const ATTR_APP_SCREEN_ID = 'app.screen.id';
/** Name of the screen. [string; event `app.widget.click`; OTel development] */
export const ATTR_APP_SCREEN_NAME = 'app.screen.name';
/** Horizontal place of the click in pixels. [int; event `app.widget.click`; OTel development] */
export const ATTR_APP_SCREEN_COORDINATE_X = 'app.screen.coordinate.x';
/** Vertical place of the click in pixels. [int; event `app.widget.click`; OTel development] */
export const ATTR_APP_SCREEN_COORDINATE_Y = 'app.screen.coordinate.y';
/**
 * What was odd about the click: `rage`, `dead` or `error`; absent where nothing was. [string; event
 * `app.widget.click`; ours]
 */
export const ATTR_SIGHTGLASS_CLICK_KIND = 'sightglass.click.kind';
/** Recording that the chunk belongs to. [string; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_ID = 'sightglass.replay.id';
/** Number of the chunk in its recording, from 0. [int; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_SEQ = 'sightglass.replay.seq';
/** Time of its first event, milliseconds since the Unix epoch. [int, ms; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_FIRST_TS = 'sightglass.replay.first_ts';
/** Time of its last event, milliseconds since the Unix epoch. [int, ms; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_LAST_TS = 'sightglass.replay.last_ts';
/** Number of events in it. [int; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_EVENTS = 'sightglass.replay.events';
/** Whether it holds a full snapshot, from which play can begin. [boolean; event `sightglass.replay.chunk`; ours] */
export const ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT = 'sightglass.replay.full_snapshot';
/**
 * Which piece of a list of events it is that did not fit one chunk, as `2/3`, from 1; their bodies belong together. Absent where it is whole.
 * [string; event `sightglass.replay.chunk`; ours]
 */
export const ATTR_SIGHTGLASS_REPLAY_PART = 'sightglass.replay.part';
/**
 * Milliseconds that the receiver added to the times of the record, because the clock of its sender was wrong by more than a minute; of data
 * points it stands in their scope. [int; records whose sender says when it sends (`sent_at`); ours]
 */
export const ATTR_SIGHTGLASS_CLOCK_SHIFT = 'sightglass.clock.shift';

/**
 * Who made a record: names of instrumentation scopes (`InstrumentationScope.name`). A part of a package adds its folder:
 * `@sightglass/browser/navigation`. The server tells usage events from others by these.
 */

/** What a program says through `monitor.*`. */
export const SCOPE_API = '@sightglass/api';
/** What the page says by itself; its parts add `/errors`, `/navigation`, `/replay` and so on. */
export const SCOPE_BROWSER = '@sightglass/browser';
/** What CI steps say about delivery. */
export const SCOPE_DORA = '@sightglass/dora';
/** Captured errors and messages. */
export const SCOPE_ERRORS = '@sightglass/errors';
/** What the Node agent says by itself. */
export const SCOPE_NODE = '@sightglass/node';
/** What the server says about what it sees. */
export const SCOPE_SERVER = '@sightglass/server';
/** What people do: `track`, `identify`, `group`, `page`. */
export const SCOPE_USAGE = '@sightglass/usage';

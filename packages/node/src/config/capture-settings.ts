import type { CaptureSettings, Signal } from '../capture/capture.ts';

/** What captures are told, from options and variables. */
export function resolveCaptureSettings(sends: Readonly<Record<Signal, boolean>>): CaptureSettings {
  return {
    sends,
    http: {
      headers: { serverRequest: [], serverResponse: [], clientRequest: [], clientResponse: [] },
      keptQueryNames: new Set(),
      isIgnoredPath: () => false,
      bodySizes: false,
    },
    database: { queryText: true },
    graphql: { resolvers: false },
    genai: { content: false },
    logs: { injectTraceContext: false, maskSecrets: true },
  };
}

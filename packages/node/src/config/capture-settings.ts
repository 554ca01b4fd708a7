import type { CaptureSettings, Signal } from '../capture/capture.ts';
import { resolveLogs } from './logs-options.ts';
import type { ResolvedStartOptions } from './options.ts';

/** What captures are told, from options and variables. */
export function resolveCaptureSettings(
  sends: Readonly<Record<Signal, boolean>>,
  { code, fallback }: ResolvedStartOptions,
): CaptureSettings {
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
    logs: resolveLogs(code.logs, fallback.logs),
  };
}

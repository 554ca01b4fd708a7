import type { CaptureSettings, Signal } from '../capture/capture.ts';
import { flagFrom } from './environment.ts';
import { resolveHttp } from './http-options.ts';
import { resolveLogs } from './logs-options.ts';
import type { ResolvedStartOptions } from './options.ts';

/** What captures are told, from options and variables. */
export function resolveCaptureSettings(
  sends: Readonly<Record<Signal, boolean>>,
  { code, fallback }: ResolvedStartOptions,
): CaptureSettings {
  return {
    sends,
    http: resolveHttp(code.http),
    database: { queryText: code.database?.queryText ?? flagFrom('SIGHTGLASS_DATABASE_QUERY_TEXT') ?? true },
    graphql: { resolvers: code.graphql?.resolvers ?? flagFrom('SIGHTGLASS_GRAPHQL_RESOLVERS') ?? false },
    genai: {
      content:
        code.genai?.content ??
        flagFrom('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT') ??
        flagFrom('SIGHTGLASS_GENAI_CONTENT') ??
        false,
    },
    logs: resolveLogs(code.logs, fallback.logs),
  };
}

/** What to do about refusals, by the beginning of their reason. */
const REMEDIES: readonly (readonly [reason: string, remedy: string])[] = [
  ['no key', 'Give the sender an ingest key: OTEL_EXPORTER_OTLP_HEADERS=x-sightglass-key=sg_ingest_….'],
  ['unknown key', 'See that the key is whole and was made on this server; if in doubt, make a new one.'],
  ['revoked key', 'The key was revoked: make a new one, and give it to the senders that still use the old one.'],
  ['key that may not send', 'A read or admin key was used for sending: make an ingest key.'],
  ['key in an address', 'Only browser keys may stand in an address: send the key as the header x-sightglass-key.'],
  [
    'secret key in a page',
    'An ingest key is in a page, where everybody can read it: revoke it, and make a browser key.',
  ],
  ['no origin', 'A browser key was used outside a browser: make an ingest key for that sender.'],
  ['foreign origin', 'A page on another origin uses this browser key: make a key for that origin, or ignore it.'],
  ['over the rate limit', 'The sender comes again by itself. If it lasts, sample there, or raise --rate-limit.'],
  ['told to come again', 'The server had no room for a moment; exporters send again. If it lasts, look at Data.'],
  ['failure of the server', 'This is a fault of the server: its log says what happened.'],
  ['body too large', 'Send smaller batches, as with OTEL_BSP_MAX_EXPORT_BATCH_SIZE, or raise --max-body.'],
  [
    'body that cannot be read',
    'What came is not OTLP: see that the exporter speaks OTLP/HTTP or gRPC, and is up to date.',
  ],
  [
    'unknown format',
    'Send protobuf or JSON (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf), compressed with gzip or not at all.',
  ],
  [
    'parameter that cannot be read',
    'Write batch as a UUIDv7 and sent_at as milliseconds since 1970, or leave them out.',
  ],
  ['unknown address', 'Send to /v1/traces, /v1/logs or /v1/metrics: check OTEL_EXPORTER_OTLP_ENDPOINT.'],
  ['wrong method', 'Telemetry is sent by POST: something else calls these addresses.'],
  ['gRPC without HTTP/2', 'A proxy turns gRPC into HTTP/1.1: let it pass HTTP/2 on, or send OTLP over HTTP.'],
  [
    'time is older than what is kept',
    'Records come too late, or the clock of the sender is wrong; --retention says what is kept.',
  ],
  ['time is more than 1 hour ahead', 'The clock of the sender is wrong: let it be set by NTP.'],
  ['the project', 'The project is paused: resume it under Projects.'],
];

/** Most reasons are the rules of OTLP, and name the field that breaks one. */
const OF_THE_FORMAT = 'The records break the rules of OTLP: update the SDK, or whatever makes them.';

/** What to do about a refusal. */
export function remedyOf(reason: string): string {
  return REMEDIES.find(([known]) => reason.startsWith(known))?.[1] ?? OF_THE_FORMAT;
}

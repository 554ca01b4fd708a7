/** The seventh migration: what pages reported, event by event. `$db` is the database. */

/** Rows of `page_events` out of log records. */
const EVENTS = String.raw`SELECT Project, SessionId, Timestamp,
  if(RecordUid = '', sipHash64(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)), sipHash64(RecordUid)) AS Uid, EventName, ServiceName, Environment, Release, UserId, AnonymousId,
  LogAttributes['sightglass.page.route'] AS Route, if(LogAttributes['url.path'] = '', path(LogAttributes['url.full']), LogAttributes['url.path']) AS Path,
  ResourceAttributes['user_agent.original'] AS UserAgent, ResourceAttributes['browser.brands'] AS Brands, ResourceAttributes['browser.platform'] AS Platform, ResourceAttributes['browser.mobile'] = 'true' AS IsMobile,
  LogAttributes['sightglass.session.sampled'] != 'false' AS IsSampled, LogAttributes['sightglass.click.kind'] AS ClickKind,
  if(EventName IN ('browser.resource_timing', 'sightglass.resource.failed'), cutQueryStringAndFragment(LogAttributes['url.full']), '') AS ResourceUrl, LogAttributes['sightglass.resource.kind'] AS ResourceKind,
  toFloat64OrZero(LogAttributes['sightglass.resource.duration_ms']) AS ResourceMs, toUInt64OrZero(LogAttributes['sightglass.resource.transfer_size']) AS ResourceBytes,
  if(toFloat64OrZero(LogAttributes['sightglass.resource.sample_ratio']) > 0, least(1e6, greatest(1, 1 / toFloat64OrZero(LogAttributes['sightglass.resource.sample_ratio']))), 1) AS ResourceWeight,
  if(EventName = 'browser.resource_timing', toUInt16OrZero(LogAttributes['http.response.status_code']), 0) AS ResourceStatus
FROM $db.otel_logs WHERE EventName NOT IN ('', 'sightglass.replay.chunk') AND (SessionId != '' OR PageId != '')`;

/** Rows of `web_vitals` out of log records. */
const vitalsOf = (source: string): string => String.raw`SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp,
  if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, LogAttributes['browser.web_vital.name'] AS Name, toFloat64OrZero(LogAttributes['browser.web_vital.value']) AS Value,
  LogAttributes['browser.web_vital.rating'] AS Rating, LogAttributes['sightglass.page.route'] AS Route, LogAttributes['url.path'] AS Path,
  multiIf(match(ResourceAttributes['user_agent.original'], 'iPad|Tablet'), 'tablet', ResourceAttributes['browser.mobile'] = 'true' OR match(ResourceAttributes['user_agent.original'], 'Mobi|Opera Mini'), 'mobile', match(ResourceAttributes['user_agent.original'], 'Android'), 'tablet', 'desktop') AS Device,
  ServiceName, Environment, Release, SessionId, LogAttributes['browser.web_vital.id'] AS MeasureId
FROM ${source} WHERE EventName = 'browser.web_vital'`;

/** The statements. */
export const pages: string = `-- One narrow row an event that belongs to a session or a page: sessions, page views, resources and clicks of a day are read from here, not from the maps of log records.
-- "Uid" makes one of an event that came twice. Ids of sessions that begin with their time (UUIDv7) lie in its order, others do not: hence the index of times.
CREATE TABLE $db.page_events (
  Project LowCardinality(String), SessionId String CODEC(ZSTD(1)), Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), Uid UInt64 CODEC(NONE), EventName LowCardinality(String),
  ServiceName LowCardinality(String), Environment LowCardinality(String), Release LowCardinality(String), UserId String CODEC(ZSTD(1)), AnonymousId String CODEC(ZSTD(1)),
  Route LowCardinality(String), Path String CODEC(ZSTD(1)), UserAgent LowCardinality(String), Brands LowCardinality(String), Platform LowCardinality(String), IsMobile Bool, IsSampled Bool, ClickKind LowCardinality(String),
  ResourceUrl String CODEC(ZSTD(1)), ResourceKind LowCardinality(String), ResourceMs Float64 CODEC(ZSTD(1)), ResourceBytes UInt64 CODEC(ZSTD(1)), ResourceWeight Float32 CODEC(ZSTD(1)), ResourceStatus UInt16 CODEC(ZSTD(1)),
  INDEX idx_time Timestamp TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree PARTITION BY toDate(Timestamp) ORDER BY (Project, SessionId, Timestamp, Uid)
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000, min_bytes_for_wide_part = 134217728, merge_selector_base = 12;

-- What is there already; once only, however often this step is begun.
TRUNCATE TABLE $db.page_events;
INSERT INTO $db.page_events (Project, SessionId, Timestamp, Uid, EventName, ServiceName, Environment, Release, UserId, AnonymousId,
  Route, Path, UserAgent, Brands, Platform, IsMobile, IsSampled, ClickKind, ResourceUrl, ResourceKind, ResourceMs, ResourceBytes, ResourceWeight, ResourceStatus)
${EVENTS} SETTINGS max_threads = 1, max_insert_threads = 1, max_partitions_per_insert_block = 0;
CREATE MATERIALIZED VIEW $db.page_events_mv TO $db.page_events AS ${EVENTS};

-- Recordings of sessions: their bodies are base64, which packs to three quarters; questions ask for their size without reading them.
ALTER TABLE $db.otel_replay MODIFY COLUMN Body CODEC(ZSTD(1));
ALTER TABLE $db.otel_replay ADD COLUMN IF NOT EXISTS BodySize UInt64 MATERIALIZED length(Body);
-- The receiver hands them over here: as log records they would be kept twice, and their bodies cut into words.
CREATE MATERIALIZED VIEW $db.otel_replay_past_mv TO $db.otel_replay AS
SELECT Timestamp, ServiceName, Body, ResourceAttributes, LogAttributes FROM $db.otel_logs_past WHERE EventName = 'sightglass.replay.chunk';

-- A vital is measured again when its page is shown again, under the same id: the last value counts.
ALTER TABLE $db.web_vitals ADD COLUMN IF NOT EXISTS MeasureId String DEFAULT '' CODEC(ZSTD(1));
ALTER TABLE $db.web_vitals_mv MODIFY QUERY ${vitalsOf('$db.otel_logs')};
ALTER TABLE $db.web_vitals_past_mv MODIFY QUERY ${vitalsOf('$db.otel_logs_past')};
`;

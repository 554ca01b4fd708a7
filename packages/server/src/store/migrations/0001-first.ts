/** The first migration: tables, materialized views, keys. `$db` is the database. */
export const first: string = String.raw`-- The tables of the reference server, as the first migration creates them. Loaded and tried on chDB 3.4 (engine 26.7) in 2026-11.
-- Column names, types and enum strings of otel_* are the interface of the OpenTelemetry Collector's clickhouseexporter (0.161): its INSERTs work on
-- these tables unchanged (they name their columns; MATERIALIZED ones are computed). Sorting and partition keys cannot be altered in place: think before, not after.
-- All times are UTC in type, so that keys do not depend on the machine's zone. Retention (TTL), ON CLUSTER and Replicated/Distributed engines are added by the migration from options; "$db" is the database.
-- SpanKind: Unspecified Internal Server Client Producer Consumer. StatusCode: Unset Ok Error. Attribute values are strings by the Collector's rules (numbers in shortest
-- decimal form, booleans true/false, bytes base64, arrays and maps JSON), keys sorted.

CREATE DATABASE IF NOT EXISTS $db ENGINE = Atomic;

CREATE TABLE $db.otel_traces (
  Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), ParentSpanId String CODEC(ZSTD(1)), TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  StatusCode LowCardinality(String), StatusMessage String CODEC(ZSTD(1)),
  Events Nested(Timestamp DateTime64(9, 'UTC'), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  Links Nested(TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  -- ours: what the exporter leaves out (it names its columns, so these take their defaults)
  Flags UInt32 DEFAULT 0, ResourceSchemaUrl LowCardinality(String) DEFAULT '', ScopeSchemaUrl LowCardinality(String) DEFAULT '',
  ScopeAttributes Map(LowCardinality(String), String) DEFAULT map() CODEC(ZSTD(1)), DroppedAttributes UInt32 DEFAULT 0, DroppedEvents UInt32 DEFAULT 0, DroppedLinks UInt32 DEFAULT 0,
  -- ours: computed
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  -- unique and rising in the order of arrival: id of a row without one, cursor, live tail, pick-up jobs
  Arrived UInt64 MATERIALIZED generateSnowflakeID() CODEC(Delta(8), ZSTD(1)),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  Release LowCardinality(String) MATERIALIZED ResourceAttributes['service.version'],
  SessionId String MATERIALIZED SpanAttributes['session.id'] CODEC(ZSTD(1)),
  UserId String MATERIALIZED SpanAttributes['user.id'] CODEC(ZSTD(1)),
  AnonymousId String MATERIALIZED SpanAttributes['enduser.pseudo.id'] CODEC(ZSTD(1)),
  HttpRoute LowCardinality(String) MATERIALIZED SpanAttributes['http.route'],
  HttpStatus UInt16 MATERIALIZED toUInt16OrZero(SpanAttributes['http.response.status_code']) CODEC(ZSTD(1)),
  DbSystem LowCardinality(String) MATERIALIZED if(SpanAttributes['db.system.name'] = '', SpanAttributes['db.system'], SpanAttributes['db.system.name']),
  MessagingSystem LowCardinality(String) MATERIALIZED if(SpanAttributes['messaging.system.name'] = '', SpanAttributes['messaging.system'], SpanAttributes['messaging.system.name']),
  IsRoot Bool MATERIALIZED ParentSpanId = '',
  -- how many spans this one stands for: 1 / probability, from the threshold "th" that consistent sampling writes into tracestate
  Weight Float32 MATERIALIZED least(1e6, 72057594037927936 / (72057594037927936 - reinterpretAsUInt64(reverse(unhex(rightPad(extract(TraceState, '(?:^|,)\\s*ot=(?:[^,;]*;)*th:([0-9a-f]{1,14})'), 14, '0')))))) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_session SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_anonymous AnonymousId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_arrived Arrived TYPE minmax GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (Project, ServiceName, SpanName, toDateTime(Timestamp, 'UTC'))
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE TABLE $db.otel_traces_trace_id_ts (
  Project LowCardinality(String), TraceId String CODEC(ZSTD(1)),
  Start SimpleAggregateFunction(min, DateTime('UTC')) CODEC(Delta, ZSTD(1)), End SimpleAggregateFunction(max, DateTime('UTC')) CODEC(Delta, ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toStartOfWeek(Start) ORDER BY (Project, TraceId)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.otel_traces_trace_id_ts_mv TO $db.otel_traces_trace_id_ts AS
SELECT Project, TraceId, min(toDateTime(Timestamp, 'UTC')) AS Start, max(toDateTime(Timestamp, 'UTC')) AS End FROM $db.otel_traces WHERE TraceId != '' GROUP BY Project, TraceId;

-- requests, errors, durations per minute of what a service answers or starts
CREATE TABLE $db.otel_traces_1m (
  Project LowCardinality(String), Minute DateTime('UTC') CODEC(Delta, ZSTD(1)), ServiceName LowCardinality(String), Environment LowCardinality(String), Release LowCardinality(String),
  SpanKind LowCardinality(String), SpanName LowCardinality(String), HttpRoute LowCardinality(String), StatusCode LowCardinality(String), IsRoot Bool,
  Requests SimpleAggregateFunction(sum, Float64), Sampled SimpleAggregateFunction(sum, UInt64), DurationSum SimpleAggregateFunction(sum, Float64), DurationMax SimpleAggregateFunction(max, UInt64),
  Durations AggregateFunction(quantilesTDigestWeighted(0.5, 0.75, 0.9, 0.95, 0.99), UInt64, UInt32)
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(Minute)
ORDER BY (Project, ServiceName, Minute, SpanKind, SpanName, HttpRoute, StatusCode, IsRoot, Environment, Release)
SETTINGS non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.otel_traces_1m_mv TO $db.otel_traces_1m AS
SELECT Project, toStartOfMinute(Timestamp) AS Minute, ServiceName, Environment, Release, SpanKind, SpanName, HttpRoute, StatusCode, IsRoot,
  sum(toFloat64(Weight)) AS Requests, count() AS Sampled, sum(Duration * toFloat64(Weight)) AS DurationSum, max(Duration) AS DurationMax,
  quantilesTDigestWeightedState(0.5, 0.75, 0.9, 0.95, 0.99)(Duration, toUInt32(round(Weight))) AS Durations
FROM $db.otel_traces WHERE SpanKind IN ('Server', 'Consumer') OR IsRoot
GROUP BY Project, Minute, ServiceName, Environment, Release, SpanKind, SpanName, HttpRoute, StatusCode, IsRoot;

CREATE TABLE $db.otel_logs (
  Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), TraceFlags UInt8,
  SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String), ScopeName String CODEC(ZSTD(1)), ScopeVersion LowCardinality(String), ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  EventName LowCardinality(String),
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Arrived UInt64 MATERIALIZED generateSnowflakeID() CODEC(Delta(8), ZSTD(1)),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  Release LowCardinality(String) MATERIALIZED ResourceAttributes['service.version'],
  SessionId String MATERIALIZED LogAttributes['session.id'] CODEC(ZSTD(1)),
  UserId String MATERIALIZED LogAttributes['user.id'] CODEC(ZSTD(1)),
  AnonymousId String MATERIALIZED LogAttributes['enduser.pseudo.id'] CODEC(ZSTD(1)),
  PageId String MATERIALIZED LogAttributes['sightglass.page.id'] CODEC(ZSTD(1)),
  RecordUid String MATERIALIZED LogAttributes['log.record.uid'] CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_session SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_anonymous AnonymousId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_uid RecordUid TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_arrived Arrived TYPE minmax GRANULARITY 1,
  INDEX idx_event EventName TYPE set(100) GRANULARITY 1,
  INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (Project, toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- metrics: five tables of the same frame; times with nanoseconds (the exporter's DateTime would fold points within a second together), one id a series
CREATE TABLE $db.otel_metrics_gauge (
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeDroppedAttrCount UInt32, ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName LowCardinality(String),
  MetricName LowCardinality(String), MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), TimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Value Float64 CODEC(Delta(8), ZSTD(1)), Flags UInt32,
  Exemplars Nested(FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9, 'UTC'), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1)),
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  SeriesId UInt64 MATERIALIZED cityHash64(mapSort(ResourceAttributes), ScopeName, ScopeVersion, mapSort(Attributes))
) ENGINE = MergeTree PARTITION BY toDate(TimeUnix) ORDER BY (Project, MetricName, ServiceName, SeriesId, TimeUnix)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE TABLE $db.otel_metrics_sum (
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeDroppedAttrCount UInt32, ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName LowCardinality(String),
  MetricName LowCardinality(String), MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), TimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Value Float64 CODEC(Delta(8), ZSTD(1)), Flags UInt32,
  Exemplars Nested(FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9, 'UTC'), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1)),
  AggregationTemporality Int32, IsMonotonic Bool,
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  SeriesId UInt64 MATERIALIZED cityHash64(mapSort(ResourceAttributes), ScopeName, ScopeVersion, mapSort(Attributes), AggregationTemporality)
) ENGINE = MergeTree PARTITION BY toDate(TimeUnix) ORDER BY (Project, MetricName, ServiceName, SeriesId, TimeUnix)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE TABLE $db.otel_metrics_histogram (
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeDroppedAttrCount UInt32, ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName LowCardinality(String),
  MetricName LowCardinality(String), MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), TimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Count UInt64 CODEC(Delta(8), ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), BucketCounts Array(UInt64) CODEC(ZSTD(1)), ExplicitBounds Array(Float64) CODEC(ZSTD(1)),
  Exemplars Nested(FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9, 'UTC'), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1)),
  Flags UInt32, Min Float64, Max Float64, AggregationTemporality Int32,
  Present UInt8 DEFAULT 7, -- bits: sum, min, max were sent
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  SeriesId UInt64 MATERIALIZED cityHash64(mapSort(ResourceAttributes), ScopeName, ScopeVersion, mapSort(Attributes), AggregationTemporality)
) ENGINE = MergeTree PARTITION BY toDate(TimeUnix) ORDER BY (Project, MetricName, ServiceName, SeriesId, TimeUnix)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE TABLE $db.otel_metrics_exp_histogram (
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeDroppedAttrCount UInt32, ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName LowCardinality(String),
  MetricName LowCardinality(String), MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), TimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Count UInt64 CODEC(Delta(8), ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), Scale Int32, ZeroCount UInt64, PositiveOffset Int32, PositiveBucketCounts Array(UInt64) CODEC(ZSTD(1)), NegativeOffset Int32, NegativeBucketCounts Array(UInt64) CODEC(ZSTD(1)),
  Exemplars Nested(FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9, 'UTC'), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1)),
  Flags UInt32, Min Float64, Max Float64, AggregationTemporality Int32,
  ZeroThreshold Float64 DEFAULT 0, Present UInt8 DEFAULT 7, -- bits: sum, min, max were sent
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  SeriesId UInt64 MATERIALIZED cityHash64(mapSort(ResourceAttributes), ScopeName, ScopeVersion, mapSort(Attributes), AggregationTemporality)
) ENGINE = MergeTree PARTITION BY toDate(TimeUnix) ORDER BY (Project, MetricName, ServiceName, SeriesId, TimeUnix)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE TABLE $db.otel_metrics_summary (
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeDroppedAttrCount UInt32, ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName LowCardinality(String),
  MetricName LowCardinality(String), MetricDescription String CODEC(ZSTD(1)), MetricUnit String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), TimeUnix DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Count UInt64 CODEC(Delta(8), ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), ValueAtQuantiles Nested(Quantile Float64, Value Float64) CODEC(ZSTD(1)), Flags UInt32,
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  SeriesId UInt64 MATERIALIZED cityHash64(mapSort(ResourceAttributes), ScopeName, ScopeVersion, mapSort(Attributes))
) ENGINE = MergeTree PARTITION BY toDate(TimeUnix) ORDER BY (Project, MetricName, ServiceName, SeriesId, TimeUnix)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- replay chunks: the columns of otel_logs without the indexes; our receiver writes here, rows that a Collector wrote to otel_logs are copied
CREATE TABLE $db.otel_replay (
  Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), ServiceName LowCardinality(String), Body String CODEC(NONE),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  SessionId String MATERIALIZED LogAttributes['session.id'], UserId String MATERIALIZED LogAttributes['user.id'], AnonymousId String MATERIALIZED LogAttributes['enduser.pseudo.id'],
  ReplayId String MATERIALIZED LogAttributes['sightglass.replay.id'],
  Seq UInt32 MATERIALIZED toUInt32OrZero(LogAttributes['sightglass.replay.seq']), RecordUid String MATERIALIZED LogAttributes['log.record.uid']
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (Project, SessionId, ReplayId, Seq)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.otel_replay_mv TO $db.otel_replay AS
SELECT Timestamp, ServiceName, Body, ResourceAttributes, LogAttributes FROM $db.otel_logs WHERE EventName = 'sightglass.replay.chunk';

-- what people did: kept longer than logs, narrow, so that questions over months stay quick
CREATE TABLE $db.usage_events (
  Project LowCardinality(String), Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)), Uid String CODEC(ZSTD(1)), Name LowCardinality(String),
  AnonymousId String CODEC(ZSTD(1)), UserId String CODEC(ZSTD(1)), SessionId String CODEC(ZSTD(1)),
  ServiceName LowCardinality(String), Environment LowCardinality(String), Release LowCardinality(String),
  Path String CODEC(ZSTD(1)), Referrer String CODEC(ZSTD(1)), Props Map(LowCardinality(String), String) CODEC(ZSTD(1)), Context Map(LowCardinality(String), String) CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(Timestamp) ORDER BY (Project, toDate(Timestamp), Name, cityHash64(AnonymousId), Timestamp, Uid)
SETTINGS non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.usage_events_mv TO $db.usage_events AS
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, EventName AS Name, AnonymousId, UserId, SessionId, ServiceName, Environment, Release,
  LogAttributes['url.path'] AS Path, LogAttributes['sightglass.referrer'] AS Referrer,
  JSONExtract(LogAttributes['sightglass.props'], 'Map(String, String)') AS Props,
  mapFilter((k, v) -> k IN ('browser.brands', 'browser.platform', 'browser.mobile', 'browser.language', 'user_agent.original', 'os.name', 'device.model.identifier'), ResourceAttributes) AS Context
FROM $db.otel_logs WHERE EventName != '' AND ScopeName IN ('@sightglass/usage', '@sightglass/browser/navigation');

-- who is who: an anonymous id belongs to a person from the moment a user.identify says so; the latest word wins (argMax over At); an anonymous id with many persons is a shared device
CREATE TABLE $db.people_identities (Project LowCardinality(String), AnonymousId String, UserId String, At DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree(At) ORDER BY (Project, AnonymousId, UserId);
CREATE MATERIALIZED VIEW $db.people_identities_mv TO $db.people_identities AS
SELECT Project, AnonymousId, UserId, toDateTime64(Timestamp, 3, 'UTC') AS At FROM $db.otel_logs WHERE EventName = 'user.identify' AND AnonymousId != '' AND UserId != '';
CREATE TABLE $db.people_profiles (Project LowCardinality(String), UserId String, Traits Map(String, String), At DateTime64(3, 'UTC'), Deleted Bool DEFAULT false) ENGINE = ReplacingMergeTree(At) ORDER BY (Project, UserId);
CREATE MATERIALIZED VIEW $db.people_profiles_mv TO $db.people_profiles AS
SELECT Project, UserId, JSONExtract(LogAttributes['sightglass.traits'], 'Map(String, String)') AS Traits, toDateTime64(Timestamp, 3, 'UTC') AS At FROM $db.otel_logs WHERE EventName = 'user.identify' AND UserId != '';

-- one row a vital: p75 by page, device, release over months
CREATE TABLE $db.web_vitals (
  Project LowCardinality(String), Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)), Uid String CODEC(ZSTD(1)), Name LowCardinality(String), Value Float64, Rating LowCardinality(String),
  Route LowCardinality(String), Path String CODEC(ZSTD(1)), Device LowCardinality(String), ServiceName LowCardinality(String), Environment LowCardinality(String), Release LowCardinality(String), SessionId String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(Timestamp) ORDER BY (Project, ServiceName, Name, Timestamp, Uid)
SETTINGS non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.web_vitals_mv TO $db.web_vitals AS
WITH ResourceAttributes['user_agent.original'] AS ua
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, LogAttributes['browser.web_vital.name'] AS Name, toFloat64OrZero(LogAttributes['browser.web_vital.value']) AS Value,
  LogAttributes['browser.web_vital.rating'] AS Rating, LogAttributes['sightglass.page.route'] AS Route, LogAttributes['url.path'] AS Path,
  multiIf(match(ua, 'iPad|Tablet'), 'tablet', ResourceAttributes['browser.mobile'] = 'true' OR match(ua, 'Mobi'), 'mobile', match(ua, 'Android'), 'tablet', 'desktop') AS Device,
  ServiceName, Environment, Release, SessionId
FROM $db.otel_logs WHERE EventName = 'browser.web_vital';

-- what was delivered (deployments, changes, incidents, tests, quality): years, not weeks
CREATE TABLE $db.delivery_events (
  Project LowCardinality(String), Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)), Uid String, EventName LowCardinality(String), ServiceName LowCardinality(String), Environment LowCardinality(String),
  Release String, Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), Resource Map(LowCardinality(String), String) CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYear(Timestamp) ORDER BY (Project, EventName, ServiceName, Timestamp, Uid)
SETTINGS non_replicated_deduplication_window = 1000;
CREATE MATERIALIZED VIEW $db.delivery_events_mv TO $db.delivery_events AS
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, EventName, ServiceName, Environment, Release, LogAttributes AS Attributes, ResourceAttributes AS Resource
FROM $db.otel_logs WHERE EventName IN ('deployment.finished', 'change.deployed', 'incident.opened', 'incident.resolved', 'quality.report', 'quality.finding', 'coverage.file', 'test.case');

-- errors with their group; written by the server when it has grouped them, rewritten when the rule changes
CREATE TABLE $db.error_events (
  Project LowCardinality(String), Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), Uid String, GroupId String, GroupRule UInt16, ServiceName LowCardinality(String), Release LowCardinality(String), Environment LowCardinality(String),
  SessionId String, UserId String, AnonymousId String, TraceId String, SpanId String, Type LowCardinality(String), Message String CODEC(ZSTD(1)), Handled Bool, Mechanism LowCardinality(String), Severity UInt8,
  Frames String CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), Written DateTime64(3, 'UTC'),
  INDEX idx_uid Uid TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(Written) PARTITION BY toYYYYMM(Timestamp) ORDER BY (Project, toDate(Timestamp), Uid)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE $db.sightglass_schema (Version UInt32, Name String, At DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree ORDER BY Version;
`;

/** The third migration: a way for events that are older than log records are kept. `$db` is the database. */
export const past: string = String.raw`-- Usage and delivery events are kept longer than log records. Those that arrive late (imports of history) pass through this table into theirs; nothing stays in it.
CREATE TABLE $db.otel_logs_past (
  Timestamp DateTime64(9, 'UTC'), TraceId String, SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String,
  ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String), ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String),
  ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String), EventName LowCardinality(String),
  Project LowCardinality(String) MATERIALIZED if(ResourceAttributes['sightglass.project'] = '', 'default', ResourceAttributes['sightglass.project']),
  Environment LowCardinality(String) MATERIALIZED ResourceAttributes['deployment.environment.name'],
  Release LowCardinality(String) MATERIALIZED ResourceAttributes['service.version'],
  SessionId String MATERIALIZED LogAttributes['session.id'], UserId String MATERIALIZED LogAttributes['user.id'], AnonymousId String MATERIALIZED LogAttributes['enduser.pseudo.id'],
  RecordUid String MATERIALIZED LogAttributes['log.record.uid']
) ENGINE = Null;
CREATE MATERIALIZED VIEW $db.usage_events_past_mv TO $db.usage_events AS
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, EventName AS Name, AnonymousId, UserId, SessionId, ServiceName, Environment, Release,
  LogAttributes['url.path'] AS Path, LogAttributes['sightglass.referrer'] AS Referrer,
  JSONExtract(LogAttributes['sightglass.props'], 'Map(String, String)') AS Props,
  mapFilter((k, v) -> k IN ('browser.brands', 'browser.platform', 'browser.mobile', 'browser.language', 'user_agent.original', 'os.name', 'device.model.identifier'), ResourceAttributes) AS Context
FROM $db.otel_logs_past WHERE EventName != '' AND ScopeName IN ('@sightglass/usage', '@sightglass/browser/navigation');
CREATE MATERIALIZED VIEW $db.people_identities_past_mv TO $db.people_identities AS
SELECT Project, AnonymousId, UserId, toDateTime64(Timestamp, 3, 'UTC') AS At FROM $db.otel_logs_past WHERE EventName = 'user.identify' AND AnonymousId != '' AND UserId != '';
CREATE MATERIALIZED VIEW $db.people_profiles_past_mv TO $db.people_profiles AS
SELECT Project, UserId, JSONExtract(LogAttributes['sightglass.traits'], 'Map(String, String)') AS Traits, toDateTime64(Timestamp, 3, 'UTC') AS At FROM $db.otel_logs_past WHERE EventName = 'user.identify' AND UserId != '';
CREATE MATERIALIZED VIEW $db.web_vitals_past_mv TO $db.web_vitals AS
WITH ResourceAttributes['user_agent.original'] AS ua
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, LogAttributes['browser.web_vital.name'] AS Name, toFloat64OrZero(LogAttributes['browser.web_vital.value']) AS Value,
  LogAttributes['browser.web_vital.rating'] AS Rating, LogAttributes['sightglass.page.route'] AS Route, LogAttributes['url.path'] AS Path,
  multiIf(match(ua, 'iPad|Tablet'), 'tablet', ResourceAttributes['browser.mobile'] = 'true' OR match(ua, 'Mobi'), 'mobile', match(ua, 'Android'), 'tablet', 'desktop') AS Device,
  ServiceName, Environment, Release, SessionId
FROM $db.otel_logs_past WHERE EventName = 'browser.web_vital';
CREATE MATERIALIZED VIEW $db.delivery_events_past_mv TO $db.delivery_events AS
SELECT Project, toDateTime64(Timestamp, 3, 'UTC') AS Timestamp, if(RecordUid = '', lower(hex(sipHash128(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)))), RecordUid) AS Uid, EventName, ServiceName, Environment, Release, LogAttributes AS Attributes, ResourceAttributes AS Resource
FROM $db.otel_logs_past WHERE EventName IN ('deployment.finished', 'change.deployed', 'incident.opened', 'incident.resolved', 'quality.report', 'quality.finding', 'coverage.file', 'test.case');
`;

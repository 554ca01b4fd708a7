/** The fifth migration: a roll-up of services alone. `$db` is the database. */
export const services: string = String.raw`-- Requests, errors, durations of services by the minute, ten minutes, the hour and six hours ("Seconds" says which): a day of all services is read from some thousand rows,
-- where the one-minute roll-up of operations has millions. Each unit holds everything; nothing is added up across them.
-- Rows hold up to some kilobytes of digest, hence the small granules. "Last" and "Namespace" are those of the last span.
CREATE TABLE $db.otel_traces_services (
  Project LowCardinality(String), Seconds UInt16, Time DateTime('UTC') CODEC(Delta, ZSTD(1)), ServiceName LowCardinality(String), IsEntry Bool, Environment LowCardinality(String), Release LowCardinality(String),
  Requests SimpleAggregateFunction(sum, Float64), Errors SimpleAggregateFunction(sum, Float64), Sampled SimpleAggregateFunction(sum, UInt64), SampledErrors SimpleAggregateFunction(sum, UInt64),
  DurationSum SimpleAggregateFunction(sum, Float64), Last SimpleAggregateFunction(max, DateTime64(9, 'UTC')), Namespace AggregateFunction(argMax, String, DateTime64(9, 'UTC')),
  Durations AggregateFunction(quantilesTDigestWeighted(0.5, 0.75, 0.9, 0.95, 0.99), UInt64, UInt32)
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(Time) ORDER BY (Project, Seconds, ServiceName, Time, IsEntry, Environment, Release)
SETTINGS index_granularity = 64, non_replicated_deduplication_window = 1000;

-- What was counted before, minute by minute in the order of the rows, so that it needs no memory; once only, however often this step is begun.
-- The former roll-up knows the last span to the minute, and no namespace.
TRUNCATE TABLE $db.otel_traces_services;
INSERT INTO $db.otel_traces_services (Project, Seconds, Time, ServiceName, IsEntry, Environment, Release, Requests, Errors, Sampled, SampledErrors, DurationSum, Last, Namespace, Durations)
SELECT Project, arrayJoin([60, 600, 3600, 21600]) AS unit, toDateTime(intDiv(toUnixTimestamp(Minute), unit) * unit, 'UTC'), ServiceName, isEntry, Environment, Release,
  requests, errors, spans, failed, took, toDateTime64(Minute, 9, 'UTC'), none, digest
FROM (
  SELECT Project, ServiceName, Minute, SpanKind IN ('Server', 'Consumer') AS isEntry, Environment, Release,
    sum(Requests) AS requests, sumIf(Requests, StatusCode = 'Error') AS errors, sum(Sampled) AS spans, sumIf(Sampled, StatusCode = 'Error') AS failed, sum(DurationSum) AS took,
    argMaxState('', toDateTime64(Minute, 9, 'UTC')) AS none, quantilesTDigestWeightedMergeState(0.5, 0.75, 0.9, 0.95, 0.99)(Durations) AS digest
  FROM $db.otel_traces_1m GROUP BY Project, ServiceName, Minute, isEntry, Environment, Release
) SETTINGS optimize_aggregation_in_order = 1, max_threads = 1, max_insert_threads = 1;

CREATE MATERIALIZED VIEW $db.otel_traces_services_mv TO $db.otel_traces_services AS
SELECT Project, arrayJoin([60, 600, 3600, 21600]) AS Seconds, toDateTime(intDiv(minute, Seconds) * Seconds, 'UTC') AS Time, ServiceName, IsEntry, Environment, Release,
  sum(requests) AS Requests, sum(errors) AS Errors, sum(spans) AS Sampled, sum(failed) AS SampledErrors, sum(took) AS DurationSum, max(last) AS Last, argMaxMergeState(namespace) AS Namespace,
  quantilesTDigestWeightedMergeState(0.5, 0.75, 0.9, 0.95, 0.99)(digest) AS Durations
FROM (
  SELECT Project, toUnixTimestamp(toStartOfMinute(Timestamp)) AS minute, ServiceName, SpanKind IN ('Server', 'Consumer') AS IsEntry, Environment, Release,
    sum(toFloat64(Weight)) AS requests, sumIf(toFloat64(Weight), StatusCode = 'Error') AS errors, count() AS spans, countIf(StatusCode = 'Error') AS failed, sum(Duration * toFloat64(Weight)) AS took,
    max(Timestamp) AS last, argMaxState(ResourceAttributes['service.namespace'], Timestamp) AS namespace,
    quantilesTDigestWeightedState(0.5, 0.75, 0.9, 0.95, 0.99)(Duration, toUInt32(round(Weight))) AS digest
  FROM $db.otel_traces WHERE SpanKind IN ('Server', 'Consumer') OR IsRoot GROUP BY Project, minute, ServiceName, IsEntry, Environment, Release
) GROUP BY Project, Seconds, Time, ServiceName, IsEntry, Environment, Release;
`;

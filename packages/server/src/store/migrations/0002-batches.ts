/** The second migration: which batches were stored. `$db` is the database. */
export const batches: string = String.raw`-- Ids of bodies that were fixed when first sent ("batch=<UUIDv7>"): one that comes again within 7 days is known by its row here.
CREATE TABLE $db.sightglass_batches (Project LowCardinality(String), Signal LowCardinality(String), Batch String, At DateTime64(3, 'UTC'))
ENGINE = MergeTree PARTITION BY toDate(At) ORDER BY (Project, Batch, Signal) TTL toDateTime(At) + INTERVAL 8 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
`;

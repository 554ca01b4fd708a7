/** Every agg of every grouping; the tests ask for each agg once, and for a few of them of every grouping. */
process.env['SIGHTGLASS_EVERY_AGG'] = '1';
await import('../packages/server/test/api-metrics-sdk.test.ts');

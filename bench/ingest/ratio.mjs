/**
 * How many times as much the naive path costs, in few seconds: both servers at the same time, so that both meet the same machine, with few
 * records. Prints JSON: `{ oursUs, naiveUs, records, naiveRecords }`, CPU time a span.
 */
import { measure, PARTS } from './measure.mjs';

const perRecord = ({ cpu, sent }) => (cpu / sent.records) * 1e6;

const [ours, naive] = await Promise.all([
  measure({ ...PARTS.spans, total: 60_000 }, 20_000),
  measure({ ...PARTS.naive, total: 8000 }, 4000),
]);
console.log(
  JSON.stringify({
    oursUs: perRecord(ours),
    naiveUs: perRecord(naive),
    records: ours.sent.records,
    naiveRecords: naive.sent.records,
  }),
);

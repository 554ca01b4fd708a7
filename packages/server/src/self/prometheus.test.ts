import { describe, expect, it } from 'vitest';
import { createMeter, type SelfMeter } from './meter.ts';
import { prometheusText } from './prometheus.ts';

function meter(): SelfMeter {
  return createMeter({ version: '1.2.3', instanceId: 'one' });
}

/** Values by series, as in `name{label="value"}`; comments and the target are left out. */
async function told(of: SelfMeter, project?: string): Promise<Record<string, number>> {
  const lines = prometheusText(await of.collect(), project)
    .trimEnd()
    .split('\n');
  const series = lines.filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('process_'));
  return Object.fromEntries(
    series.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('what Prometheus reads', () => {
  it('says sums with their labels, under the names that Prometheus gives units', async () => {
    const own = meter();
    own.accepted('shop', 'traces', 3);
    own.accepted('shop', 'traces', 4);
    own.body('logs', 100, 900);
    own.refused('', 'logs', 'unknown "key"\\', 0);
    expect(await told(own)).toEqual({
      'target_info{service_name="sightglass-server",service_version="1.2.3",service_instance_id="one"}': 1,
      'sightglass_ingest_accepted_total{sightglass_project="shop",sightglass_signal="traces"}': 7,
      'sightglass_ingest_wire_bytes_total{sightglass_signal="logs"}': 100,
      'sightglass_ingest_unpacked_bytes_total{sightglass_signal="logs"}': 900,
      'sightglass_ingest_refused_total{sightglass_project="",sightglass_signal="logs",sightglass_refusal_reason="unknown \\"key\\"\\\\"}': 1,
    });
  });

  it('says how long inserts took as a histogram that ends with everything', async () => {
    const own = meter();
    for (const seconds of [0.004, 0.03, 70]) own.inserted('otel_logs', 10, seconds);
    const all = await told(own);
    const bucket = (le: string): number | undefined =>
      all[`sightglass_insert_duration_seconds_bucket{db_collection_name="otel_logs",le="${le}"}`];
    expect(['0.0025', '0.005', '0.05', '10', '+Inf'].map(bucket)).toEqual([0, 1, 2, 2, 3]);
    expect(all['sightglass_insert_duration_seconds_count{db_collection_name="otel_logs"}']).toBe(3);
    expect(all['sightglass_insert_duration_seconds_sum{db_collection_name="otel_logs"}']).toBeCloseTo(70.034, 9);
    expect(all['sightglass_insert_rows_total{db_collection_name="otel_logs"}']).toBe(30);
  });

  it('tells a reader of one project nothing of the others', async () => {
    const own = meter();
    own.accepted('shop', 'traces', 1);
    own.accepted('secret', 'traces', 2);
    own.refused('', 'traces', 'unknown key', 0);
    own.answered('traces', 'grpc', 16);
    const text = prometheusText(await own.collect(), 'shop');
    expect(text).not.toContain('secret');
    expect(text).toContain('sightglass_project="shop"');
    expect(text).toContain('unknown key');
    expect(text).toContain('rpc_status_code="16"');
    expect(prometheusText(await own.collect())).toContain('sightglass_project="secret"');
  });

  it('stays small whatever the reasons are', async () => {
    const own = meter();
    for (let at = 0; at < 5000; at += 1) own.refused('shop', 'traces', `reason ${at}`, 1);
    const lines = Object.entries(await told(own)).filter(([name]) => name.startsWith('sightglass_ingest_refused'));
    expect(lines.length).toBeLessThanOrEqual(2000);
    expect(lines.reduce((sum, [, value]) => sum + value, 0)).toBe(5000);
    expect(prometheusText(await own.collect(), 'shop')).not.toContain('overflow');
  });

  it('says how full queue and disk are at the moment, and nothing of what is not known', async () => {
    const own = meter();
    let waiting = 10;
    own.watch(() => ({ backlogBytes: waiting, backlogSpools: 2, diskFreeBytes: 5 }));
    waiting = 20;
    expect(await told(own)).toMatchObject({
      sightglass_spool_size_bytes: 20,
      sightglass_spool_files: 2,
      sightglass_disk_free_bytes: 5,
    });
    expect(Object.keys(await told(own))).not.toContain('sightglass_disk_used_bytes');
  });
});

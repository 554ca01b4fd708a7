/** The programs of the shop that the agent watches. */
type ServiceName = 'storefront' | 'catalogue' | 'orders' | 'payments' | 'worker';

/**
 * `acquirer` stands for another company's system and `traffic` for people and their browsers: the shop meets both,
 * but nobody watches them from inside.
 */
export type ProgramName = ServiceName | 'acquirer' | 'traffic';

export interface Program {
  name: ProgramName;
  /** Entry file, relative to this folder. */
  file: string;
  /** Becomes `service.version`; none for what is not ours to watch. */
  release?: string;
  /** Settings of its agent that differ from the others'. */
  env?: Readonly<Record<string, string>>;
  /** Programs that must answer before this one starts; it finds their address in `<NAME>_URL`. */
  needs: readonly ProgramName[];
}

/** All programs, each after the ones it needs. */
export const PROGRAMS: readonly Program[] = [
  { name: 'acquirer', file: 'acquirer/main.ts', needs: [] },
  { name: 'catalogue', file: 'catalogue/main.ts', release: '1.8.2', needs: [] },
  { name: 'payments', file: 'payments/main.ts', release: '3.0.4', needs: ['acquirer'] },
  { name: 'orders', file: 'orders/main.ts', release: '1.14.1', needs: ['payments'] },
  {
    name: 'worker',
    file: 'worker/main.ts',
    release: '1.6.0',
    // Weights of parcels go over four powers of ten, and nobody can say beforehand which buckets they need.
    env: { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' },
    needs: ['catalogue', 'orders'],
  },
  { name: 'storefront', file: 'storefront/main.ts', release: '2.3.0', needs: ['catalogue', 'orders'] },
  { name: 'traffic', file: 'traffic.ts', needs: ['storefront'] },
];

/** The environment variable in which a program finds another's address, e.g. `CATALOGUE_URL`. */
export function addressVariable(name: ProgramName): string {
  return `${name.toUpperCase()}_URL`;
}

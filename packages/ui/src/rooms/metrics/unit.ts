/** How values of a unit are written. Units are UCUM codes, as OpenTelemetry's conventions use them: `s`, `By`, `{request}/s`. */
import { formatBytes, formatCompact, formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { UNKNOWN } from '../../parts/unknown.ts';

export interface UnitFormat {
  readonly value: (value: number | null) => string;
  /** On the axis, where room is short. */
  readonly tick: (value: number) => string;
  /** The unit in words for a heading; empty where it needs none. */
  readonly words: string;
  /** The least that the axis reaches, so that noise near zero does not fill the chart. */
  readonly leastTop: number;
  /** Whether the axis counts in powers of two. */
  readonly isBinary: boolean;
}

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const BYTES: ReadonlyMap<string, number> = new Map([
  ['By', 1],
  ['kBy', 1000],
  ['MBy', 1e6],
  ['GBy', 1e9],
  ['KiBy', 1024],
  ['MiBy', 1024 ** 2],
  ['GiBy', 1024 ** 3],
]);

/** Instruments of these names measure a share of a whole in the unit `1`, by the naming rules of the conventions. */
const IS_SHARE = /[._](?:utilization|ratio)$/;

/** How the values of a metric are written. */
export function formatOfUnit(unit: string, metric = ''): UnitFormat {
  const per = unit.endsWith('/s') ? '/s' : '';
  const base = unit.slice(0, unit.length - per.length);
  const [factorMs, factorBytes] = [MILLISECONDS.get(base), BYTES.get(base)];
  if (factorMs !== undefined) return scaled(formatDuration, factorMs, per, per === '' ? '' : 'per second');
  if (factorBytes !== undefined) return scaled(formatBytes, factorBytes, per, per === '' ? '' : 'per second');
  if (base === '1' && per === '' && IS_SHARE.test(metric)) {
    return { value: formatShare, tick: formatShare, words: '', leastTop: 0.01, isBinary: false };
  }
  if (base === '%') return scaled(formatShare, 0.01, per, per === '' ? '' : 'per second');
  return counted(base === '1' ? '' : base.replaceAll(/[{}]/g, ''), per);
}

function scaled(write: (value: number | null) => string, factor: number, per: string, words: string): UnitFormat {
  const value = (given: number | null): string => (given === null ? UNKNOWN : write(given * factor) + per);
  // A power of two of a decimal unit is none of bytes.
  return {
    value,
    tick: value,
    words,
    leastTop: 0,
    isBinary: write === formatBytes && Number.isInteger(Math.log2(factor)),
  };
}

/** Things that are counted, and units that we only repeat. */
function counted(noun: string, per: string): UnitFormat {
  const after = (noun === '' || noun.startsWith('/') ? '' : ' ') + noun + per;
  return {
    value: (value) => (value === null ? UNKNOWN : `${formatNumber(value)}${after}`),
    tick: (value) => formatCompact(value) + per,
    words: noun === '' ? (per === '' ? '' : 'per second') : noun + (per === '' ? '' : ' per second'),
    leastTop: 0,
    isBinary: false,
  };
}

import type { Attributes, Counter, Gauge, Meter } from '@opentelemetry/api';
import { copyAttributes, plainAttributes } from './attributes.ts';
import { currentMeter } from './meter.ts';
import { callText, refuse, show } from './refusal.ts';

/** What a name stands for; its first use decides. */
type InstrumentKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram' | 'timer';

interface Instrument {
  readonly kind: InstrumentKind;
  /** Whether it copies what it keeps of attributes, which sdk-metrics does not. */
  readonly copies: boolean;
  readonly write: (value: number, attributes?: Attributes) => void;
  /** The same with attributes fixed, which must not change any more. */
  readonly bind: (attributes?: Attributes) => (value: number) => void;
}

/** An instrument that finds the place of its attributes once, as those of @sightglass/node do; such a one copies what it keeps of any. */
interface Bindable {
  bind?(attributes: Attributes): { record?(value: number): void };
}

/** A method of monitor that records, named in warnings, with the kind of instrument that it needs. */
export interface Recording {
  readonly method: string;
  readonly kind: InstrumentKind;
  /** What the value is divided by: -1 makes a step down, 1000 makes seconds of milliseconds. */
  readonly divisor: 1 | -1 | 1000;
}

/** Most names in one process. A name made from data (`user.${id}`) would otherwise grow without end. */
const MAX_NAMES = 2000;

/** https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax */
const NAME = /^[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/;
const OWN_PREFIX = 'sightglass.';

/**
 * In seconds. The HTTP semantic conventions' boundaries (5 ms to 10 s) in full, so that histograms add up across both, and
 * some beyond either end for what a program times itself.
 */
const TIMER_BOUNDARIES = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300,
];

const KIND_NAMES: Readonly<Record<InstrumentKind, string>> = {
  counter: 'a counter',
  upDownCounter: 'an up-down counter',
  gauge: 'a gauge',
  histogram: 'a histogram',
  timer: 'a timer',
};

const instruments = new Map<string, Instrument>();
let madeBy: Meter | undefined;

/** Names declared to go up and down; kept when another SDK comes. */
const upDown = new Set<string>();

/** Says, before its first use, that a name goes up and down. Never throws. */
export function declareUpDown(name: string): void {
  if (isInstrumentName(name) && upDown.size < MAX_NAMES) upDown.add(name);
}

/**
 * Records one measurement, where an SDK takes metrics. Never throws: what cannot be recorded is warned of and counted.
 *
 * @param more attributes that win over `attributes`.
 */
export function record(by: Recording, name: string, value: number, attributes?: Attributes, more?: Attributes): void {
  try {
    const meter = currentMeter();
    if (meter === undefined) return;
    const instrument = instrumentFor(meter, by, name);
    if (instrument === undefined || !isValue(by, name, value)) return;
    const own =
      more === undefined && instrument.copies
        ? plainAttributes(by.method, name, attributes)
        : copyAttributes(by.method, name, attributes, more);
    instrument.write(value / by.divisor, own);
  } catch (error) {
    refuseFailed(by, name, error);
  }
}

/** A function that records under one name with attributes fixed now. The quickest way: nothing is looked up or copied. */
export function recordBound(by: Recording, name: string, attributes: Attributes): (value: number) => void {
  let meter: Meter | undefined;
  let write: ((value: number) => void) | undefined;
  const fixed = copyAttributes(by.method, name, attributes);
  return (value) => {
    try {
      const current = currentMeter();
      if (current === undefined) return;
      if (current !== meter || write === undefined) {
        meter = current;
        write = instrumentFor(current, by, name)?.bind(fixed);
      }
      if (write !== undefined && isValue(by, name, value)) write(value / by.divisor);
    } catch (error) {
      refuseFailed(by, name, error);
    }
  };
}

function instrumentFor(meter: Meter, by: Recording, name: string): Instrument | undefined {
  if (meter !== madeBy) {
    madeBy = meter;
    instruments.clear();
  }
  const known = instruments.get(name);
  if (known === undefined) return openInstrument(meter, by, name);
  if (known.kind === by.kind || (by.kind === 'counter' && known.kind === 'upDownCounter')) return known;
  const remedy =
    by.divisor === -1
      ? `a counter cannot go down: call monitor.upDownCounter(${show(name)}) before its first use, or record its level with monitor.gauge()`
      : 'use another name for one of them';
  refuse(
    'metrics',
    `kind ${by.method} ${name}`,
    `${callText(by.method, name)}: this name is ${KIND_NAMES[known.kind]} since its first use and cannot be ${KIND_NAMES[by.kind]} too; ${remedy}`,
  );
  return undefined;
}

function openInstrument(meter: Meter, by: Recording, name: string): Instrument | undefined {
  if (!isInstrumentName(name)) {
    refuse(
      'metrics',
      `name ${by.method} ${show(name)}`,
      `${callText(by.method, name)}: a name must begin with a letter and have 1 to 255 letters, digits or _ . - / in all, and not begin with ${OWN_PREFIX}; nothing was recorded`,
    );
    return undefined;
  }
  if (instruments.size >= MAX_NAMES) {
    refuse(
      'metrics',
      'names',
      `${callText(by.method, name)}: ${MAX_NAMES} names are in use, no more are taken; put what varies into attributes, not into the name`,
      'budget',
    );
    return undefined;
  }
  const kind = by.kind === 'counter' && upDown.has(name) ? 'upDownCounter' : by.kind;
  const instrument = { kind, ...writers(meter, kind, name) };
  instruments.set(name, instrument);
  return instrument;
}

function writers(meter: Meter, kind: InstrumentKind, name: string): Omit<Instrument, 'kind'> {
  if (kind === 'counter' || kind === 'upDownCounter') {
    const counter = kind === 'counter' ? meter.createCounter(name) : meter.createUpDownCounter(name);
    return bindable(counter, (value, attributes) => counter.add(value, attributes));
  }
  if (kind === 'gauge') {
    const gauge = meter.createGauge(name);
    return bindable(gauge, (value, attributes) => gauge.record(value, attributes));
  }
  const histogram =
    kind === 'timer'
      ? meter.createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: TIMER_BOUNDARIES } })
      : meter.createHistogram(name);
  return bindable(histogram, (value, attributes) => histogram.record(value, attributes));
}

function bindable(instrument: (Counter | Gauge) & Bindable, write: Instrument['write']): Omit<Instrument, 'kind'> {
  return {
    copies: instrument.bind !== undefined,
    write,
    bind(attributes) {
      const bound = instrument.bind?.(attributes ?? {});
      if (typeof bound?.record !== 'function') return (value) => write(value, attributes);
      return (value) => bound.record?.(value);
    },
  };
}

function isInstrumentName(name: unknown): boolean {
  return typeof name === 'string' && NAME.test(name) && !name.startsWith(OWN_PREFIX);
}

/** Only a gauge may be negative: a step says its direction by its method, and a histogram's sum must not go down. */
function isValue(by: Recording, name: string, value: unknown): boolean {
  if (typeof value === 'number' && Number.isFinite(value) && (value >= 0 || by.kind === 'gauge')) return true;
  const wanted = by.kind === 'gauge' ? 'a finite number' : 'a finite number of 0 or more';
  const remedy =
    typeof value === 'object' && value !== null
      ? 'attributes come after the value'
      : 'correct the value that is passed';
  refuse(
    'metrics',
    `value ${by.method} ${name}`,
    `${callText(by.method, name)}: the value must be ${wanted}, got ${show(value)}; nothing was recorded: ${remedy}`,
  );
  return false;
}

function refuseFailed(by: Recording, name: string, error: unknown): void {
  const call = callText(by.method, name);
  refuse('metrics', `failed ${call}`, `${call}: not recorded, the SDK failed with ${show(error)}`);
}

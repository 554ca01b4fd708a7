import { ServerError } from '../../errors.ts';

/** What is kept for a time of its own. */
export const KEPT = ['traces', 'logs', 'metrics', 'replay', 'errors', 'rollups', 'usage', 'delivery'] as const;

/** One of {@link KEPT}. */
export type Kept = (typeof KEPT)[number];

/** For how many days each kind is kept. */
export type Retention = Readonly<Record<Kept, number>>;

/** What holds where nothing else is said. */
export const DEFAULT_RETENTION: Retention = Object.freeze({
  traces: 7,
  logs: 30,
  metrics: 90,
  replay: 30,
  errors: 90,
  rollups: 400,
  usage: 400,
  delivery: 5 * 365,
});

/** Nothing is ever over. */
export const FOREVER: Retention = Object.freeze({
  traces: Infinity,
  logs: Infinity,
  metrics: Infinity,
  replay: Infinity,
  errors: Infinity,
  rollups: Infinity,
  usage: Infinity,
  delivery: Infinity,
});

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** 50 years: instants of the database end in 2106. */
const MOST_DAYS = 50 * 365;

/**
 * Reads `traces=7d,logs=4w`: kinds and how long each is kept, in days, weeks, months of 30 or years of 365 days. Kinds that are not named
 * keep their default.
 *
 * @param option how the reader wrote it, for the message.
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function parseRetention(text: string, option = 'retention'): Retention {
  const retention: Record<Kept, number> = { ...DEFAULT_RETENTION };
  const seen = new Set<Kept>();
  for (const item of text.split(',').map((part) => part.trim())) {
    const [, name = '', count = '', unit = ''] = /^(\w+)=(\d{1,6})([dwmy])$/.exec(item) ?? [];
    if (count === '') throw bad(option, item, 'write it as in traces=7d,logs=4w,metrics=3m,delivery=5y');
    const kept = KEPT.find((one) => one === name);
    if (kept === undefined) throw bad(option, item, `name one of ${KEPT.join(', ')}`);
    if (seen.has(kept)) throw bad(option, item, `say once how long ${kept} are kept`);
    const days = Number(count) * (DAYS[unit] ?? 1);
    if (days < 1 || days > MOST_DAYS) throw bad(option, item, 'keep it for a day at least and for 50 years at most');
    seen.add(kept);
    retention[kept] = days;
  }
  return retention;
}

/** A number of days as it is written in the option, in the largest unit that fits. */
export function daysText(days: number): string {
  const unit = ['y', 'w'].find((one) => days % (DAYS[one] ?? 1) === 0) ?? 'd';
  return `${days / (DAYS[unit] ?? 1)}${unit}`;
}

function bad(option: string, value: string, remedy: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', `${option} ${value === '' ? '""' : value} cannot be used`, {
    remedy,
  });
}

/** Findings in words. English; times in UTC, because the reader of a notification has no setting yet. */

/** A share as `7.1 %`; never 0 or 100 when it is not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** Three digits of a duration in one unit, from a minute on in two: `908 ms`, `1.87 s`, `2 min 4 s`. */
export function duration(ms: number): string {
  const rounded = Number(ms.toPrecision(3));
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 60_000) return `${rounded / 1000} s`;
  const seconds = Math.round(ms / 1000);
  const [large, small, inLarge, inSmall] = seconds < 3600 ? ['min', 's', 60, 1] : ['h', 'min', 3600, 60];
  const rest = Math.floor((seconds % inLarge) / inSmall);
  const whole = `${Math.floor(seconds / inLarge)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

/** A moment as `02:55 UTC`, with its day when that is not the day of `nowMs`. */
export function moment(ms: number, nowMs: number): string {
  const text = new Date(ms).toISOString();
  const day = text.slice(0, 10);
  const time = `${text.slice(11, 16)} UTC`;
  return day === new Date(nowMs).toISOString().slice(0, 10) ? time : `${day} ${time}`;
}

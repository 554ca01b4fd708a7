/** What is profiled: where the processor's time goes, or what holds memory. */
export type ProfileKind = 'cpu' | 'heap';

/** A profile that was taken. */
export interface TakenProfile {
  /** Stands in the file's name, and as `sightglass.profile.id` on the spans that began meanwhile. */
  readonly id: string;
  readonly kind: ProfileKind;
  /** Path of the file, in pprof's format: open it with `go tool pprof`, https://www.speedscope.app or another reader. */
  readonly file: string;
  /** How long it was taken, in milliseconds. */
  readonly durationMs: number;
  /** The functions that used most, with their share, 0 to 1. */
  readonly top: readonly { readonly where: string; readonly share: number }[];
}

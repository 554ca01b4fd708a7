const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
  TIB: 1024 ** 4,
};

/** Reads a size: `1048576`, `64MiB`, `1.5 GB`. Units of two letters are powers of 1000, those with an i powers of 1024; case does not matter. */
export function parseByteSize(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const factor = unit === '' ? 1 : UNITS[unit.toUpperCase()];
  if (number === '' || factor === undefined) return undefined;
  return Math.floor(Number(number) * factor);
}

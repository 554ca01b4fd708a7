import { ServerError } from './errors.ts';

/** The error of an option that cannot be used: names it as its giver wrote it, the value, and what to write instead. */
export function badOption(option: string, value: unknown, remedy: string, why = ''): ServerError {
  const what = `${option} ${value === '' ? '""' : String(value)} cannot be used`;
  return new ServerError('SIGHTGLASS_BAD_OPTION', why === '' ? what : `${what}: ${why}`, { remedy });
}

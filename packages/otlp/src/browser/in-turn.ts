/**
 * Does something while nobody else of the origin does something of that name. Where there are no locks, or one does not come in time, as its holder
 * may be asleep, it is done anyway.
 */
export function inTurn(name: string, waitMs: number, work: () => Promise<void>): Promise<void> {
  return navigator.locks?.request(name, { signal: AbortSignal.timeout(waitMs) }, work).catch(work) ?? work();
}

/** The key in the answer to making one; null when there is none. */
export function madeKeyOf(answer: unknown): string | null {
  const key = typeof answer === 'object' && answer !== null && 'key' in answer ? answer.key : null;
  return typeof key === 'string' ? key : null;
}

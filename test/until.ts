/**
 * Asks again and again until there is an answer, and gives it back.
 * @throws the last error, or one that names the limit, when `limitMs` milliseconds have passed.
 */
export async function until<T>(limitMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw last ?? new Error(`no answer within ${limitMs} ms`);
}

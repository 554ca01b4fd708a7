/**
 * Asks again and again until there is an answer, and gives it back: an answer is anything but `undefined`. An error thrown by `ask`
 * counts as no answer yet. The pauses grow from 20 ms to 400 ms, so that a long wait does not burden what is waited for.
 * @param what names, in the error, what was waited for
 * @throws what `ask` threw last, or an error that names the wait, when `limitMs` milliseconds have passed
 */
export async function until<T>(
  limitMs: number,
  ask: () => T | undefined | Promise<T | undefined>,
  what = 'an answer',
): Promise<T> {
  const deadline = performance.now() + limitMs;
  let last: unknown;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 400)) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) throw last ?? new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

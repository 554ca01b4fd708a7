// What every program of this folder says to the test that started it, and how it is told to end.

/**
 * @param {number} port where the program listens; 0 where it works off its script by itself
 * @param {() => unknown} stop closes what is open, after which nothing holds the process any more
 */
export function ready(port, stop) {
  process.once('message', () => {
    void Promise.resolve(stop()).then(() => process.disconnect());
  });
  process.send?.({ port });
}

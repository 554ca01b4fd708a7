/** Where and when somebody clicked. */
export interface ClickPoint {
  readonly x: number;
  readonly y: number;
  /** Milliseconds. */
  readonly time: number;
}

const MANY = 3;
const WITHIN_MS = 1000;
const WITHIN_PX = 30;

/** Makes a function that tells of each click whether somebody loses patience with it: the third within a second and 30 pixels, once a burst. */
export function createRage(): (click: ClickPoint) => boolean {
  let burst: ClickPoint[] = [];
  let isTold = false;
  return (click) => {
    burst = burst.filter(
      ({ x, y, time }) => click.time - time <= WITHIN_MS && Math.hypot(click.x - x, click.y - y) <= WITHIN_PX,
    );
    if (burst.length === 0) isTold = false;
    burst.push(click);
    if (isTold || burst.length < MANY) return false;
    isTold = true;
    return true;
  };
}

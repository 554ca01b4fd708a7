// The page of the measurement, run in the browser: a list of 2,000 elements, and what a visit does on it.
const ROWS = 500;
const FETCHES = 20;
const LONG_TASK_MS = 120;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** 2,000 elements: 500 rows of four. */
function build() {
  const list = document.createElement('ul');
  for (let i = 0; i < ROWS; i += 1) {
    const row = document.createElement('li');
    const name = Object.assign(document.createElement('span'), { textContent: `Product ${i}`, className: 'name' });
    const price = Object.assign(document.createElement('b'), { textContent: `€ ${i}.90` });
    const field = Object.assign(document.createElement('input'), { value: String(i) });
    row.append(name, price, field);
    list.append(row);
  }
  document.querySelector('main').append(list);
  // Real clicks come from outside.
  document.querySelector('#more').addEventListener('click', ({ currentTarget }) => {
    const count = Number(currentTarget.dataset.count ?? 0) + 1;
    currentTarget.dataset.count = String(count);
    currentTarget.textContent = `More (${count})`;
    list.children[count].firstChild.textContent = `Product ${count}, clicked`;
    const row = list.children[count].cloneNode(true);
    list.append(row);
  });
}

/** Everything that a visit does by itself. */
globalThis.visit = async () => {
  for (let i = 0; i < FETCHES; i += 1) {
    const response = await fetch(`/data?item=${i}`);
    await response.json();
  }
  setTimeout(() => {
    throw new RangeError('an error of the page');
  });
  void Promise.reject(new TypeError('a rejection of the page'));
  await pause(50);
  const end = performance.now() + LONG_TASK_MS;
  while (performance.now() < end);
  await pause(50);
};

/** Fetches what is measured, without running it. */
async function prepare({ script, module }) {
  globalThis.longTasks = [];
  new PerformanceObserver((entries) => {
    for (const { startTime, duration } of entries.getEntries()) longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask' });
  const textContent = script === undefined ? '' : await (await fetch(script)).text();
  const element = Object.assign(document.createElement('script'), { textContent });
  globalThis.inject = () => (module === undefined ? document.head.append(element) : import(module));
}

globalThis.prepare = prepare;
globalThis.build = build;

/** The part of a page that is the same for every library that sends: bundled into each page of the tests, run in the browser. */

/** A library that has been started. */
export interface Sender {
  /** Tells of an event; `number` says which one. */
  emit(number: number): void;
}

declare global {
  /** Starts the library of this page. */
  var begin: (options: object) => void;
  /** Tells of events, numbered from `first` on. */
  var emit: (first: number, count: number) => void;
  var sender: Sender;
}

/** Makes a page of a library: it starts at once where the fragment of the address holds its options. */
export function drive(start: (options: object) => Sender): void {
  globalThis.begin = (options) => {
    globalThis.sender = start(options);
  };
  globalThis.emit = (first, count) => {
    for (let number = first; number < first + count; number += 1) globalThis.sender.emit(number);
  };
  const options = decodeURIComponent(location.hash.slice(1));
  if (options !== '') globalThis.begin(JSON.parse(options) as object);
}

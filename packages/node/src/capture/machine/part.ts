// In a file of its own, loaded once the program has started: nothing is measured before, and starting is what people wait for.

export { startHostCapture } from '../host/index.ts';
export { startProcessCapture } from '../process/index.ts';
export { startRuntimeCapture } from '../runtime/index.ts';

export { createBunyanListener } from '../bunyan/record.ts';
export { createConsoleListener } from '../console/line.ts';
export { startInjection } from '../pino/injection.ts';
export { createPinoListener } from '../pino/line.ts';
export { createWinstonListeners } from '../winston/listeners.ts';

// What of the stock OpenTelemetry SDK the agent can stand on, in a file of its own that is loaded only where it is wanted.

export { createStockLogs } from './logs.ts';
export { createStockMetrics } from './metrics.ts';
export { createStockTraces } from './traces.ts';

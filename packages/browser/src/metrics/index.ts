export { monitor, type PageMonitor } from './monitor.ts';

// What few programs use, or ask for, in a file of its own.
export { startDnsCapture } from './dns/index.ts';
export { startHttp2Streams } from './http2/streams.ts';
export { startNetCapture } from './net/index.ts';

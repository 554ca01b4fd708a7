// What the other packages of Sightglass share with a client in Node. No promise is made of anything here.

export { watchEnd, type AtEnd } from './at-end.ts';
export { createBatchFiles, type BatchFiles } from './batch-files.ts';
export { sendBlocking, type LastWords } from './last-words.ts';
export { isOwnRequest, OWN_REQUEST } from './own-request.ts';
export { createRequester, type Reply, type Requester, type TlsSettings } from './request.ts';
export { excess, LONGEST_LEASE_MS } from '../shelf.ts';
